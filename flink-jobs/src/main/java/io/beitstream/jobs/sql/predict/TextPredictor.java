package io.beitstream.jobs.sql.predict;

import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.jobs.pipeline.inference.EngineFailureException;
import io.beitstream.jobs.pipeline.inference.MicroBatcher;
import io.beitstream.jobs.pipeline.inference.SharedNetworks.AnyLease;
import io.beitstream.jobs.pipeline.inference.TextNetwork;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.sql.column.KnownColumn;
import io.beitstream.jobs.sql.column.KnownColumns;
import io.beitstream.model.DeviceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * Sends the texts of rows through a text tower. A text that cannot go on is a row with an error.
 */
final class TextPredictor implements Predictor {
    private final AnyLease<String, float[], TextNetwork> network;
    private final SubtaskPlacement placement;
    private final List<KnownColumn<TextResult>> outputs;
    private final @Nullable Duration answerWithin;
    private final DeadlineTimer timer;

    /**
     * @param network closed with the predictor
     * @param placement likewise
     * @param answerWithin after which a text is given up; null for never
     */
    TextPredictor(
            AnyLease<String, float[], TextNetwork> network,
            SubtaskPlacement placement,
            List<KnownColumn<TextResult>> outputs,
            @Nullable Duration answerWithin,
            DeadlineTimer timer) {
        this.network = network;
        this.placement = placement;
        this.outputs = List.copyOf(outputs);
        this.answerWithin = answerWithin;
        this.timer = timer;
    }

    @Override
    public CompletableFuture<RowData> predict(RowData input) {
        if (input.isNullAt(0)) {
            return CompletableFuture.completedFuture(
                    row(
                            TextResult.failed(
                                    "malformed-event",
                                    "the row must hold a text, and holds none")));
        }
        var batched = network.batcher().submit(input.getString(0).toString());
        DeadlineTimer.Scheduled alarm =
                answerWithin == null
                        ? () -> {}
                        : timer.schedule(() -> batched.cancel(false), answerWithin.toNanos());
        return batched.whenComplete((done, error) -> alarm.cancel())
                .handle((done, error) -> row(result(done, error)));
    }

    private TextResult result(
            MicroBatcher.@Nullable Completed<float[]> done, @Nullable Throwable error) {
        if (done != null) {
            return new TextResult(done.output(), network.network().modelId(), null, null);
        }
        Throwable cause =
                error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error;
        if (cause instanceof CancellationException) {
            return TextResult.failed("encode-timeout", "the text's time ran out");
        }
        if (cause instanceof Error
                || cause instanceof EngineFailureException
                || cause instanceof DeviceException) {
            throw new CompletionException(cause);
        }
        return TextResult.failed("inference-failed", String.valueOf(cause));
    }

    private RowData row(TextResult result) {
        return KnownColumns.row(outputs, result);
    }

    @Override
    public void close() {
        network.close();
        placement.close();
    }
}
