package io.beitstream.jobs.sql.predict;

import io.beitstream.jobs.pipeline.ImagePipeline;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.jobs.sql.column.KnownColumn;
import io.beitstream.jobs.sql.column.KnownColumns;
import io.beitstream.schemas.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * Sends the images of rows through a pipeline. An image that cannot go on is a row with an error.
 */
final class ImagePredictor implements Predictor {
    private static final ImageContext OF_A_ROW =
            ImageContext.unread(new SourceRecord("a table", -1, -1, 0, null, null));

    private final LeasedPipeline lease;
    private final ImageInputs inputs;
    private final List<KnownColumn<Outcome>> outputs;
    private final @Nullable Duration answerWithin;
    private final DeadlineTimer timer;

    /**
     * @param lease closed with the predictor
     * @param answerWithin after which an image is given up; null for never
     */
    ImagePredictor(
            LeasedPipeline lease,
            ImageInputs inputs,
            List<KnownColumn<Outcome>> outputs,
            @Nullable Duration answerWithin,
            DeadlineTimer timer) {
        this.lease = lease;
        this.inputs = inputs;
        this.outputs = List.copyOf(outputs);
        this.answerWithin = answerWithin;
        this.timer = timer;
    }

    @Override
    public CompletableFuture<RowData> predict(RowData input) {
        ImagePipeline pipeline = lease.pipeline();
        Ticket ticket = pipeline.issue();
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        Runnable begin =
                () -> {
                    if (begun.compareAndSet(false, true)) {
                        begin(input, ticket, outcome);
                    }
                };
        DeadlineTimer.Scheduled alarm =
                answerWithin == null
                        ? () -> {}
                        : timer.schedule(
                                () -> {
                                    ticket.giveUp();
                                    begin.run(); // ends at once, if it waited for room until now
                                },
                                answerWithin.toNanos());
        pipeline.whenRoom(begin);
        return outcome.whenComplete((done, error) -> alarm.cancel())
                .thenApply(this::row)
                .whenComplete((row, error) -> ticket.close());
    }

    private void begin(RowData input, Ticket ticket, CompletableFuture<Outcome> outcome) {
        try {
            CompletableFuture<Outcome> processed =
                    lease.pipeline().process(inputs.read(input, OF_A_ROW), ticket);
            var unused =
                    processed.whenComplete(
                            (done, error) -> {
                                if (error == null) {
                                    outcome.complete(done);
                                } else {
                                    outcome.completeExceptionally(error);
                                }
                            });
        } catch (StageException e) {
            outcome.complete(Failure.of(OF_A_ROW, ticket, Stage.SOURCE, e));
        } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
        }
    }

    private RowData row(Outcome outcome) {
        lease.remember(outcome);
        return KnownColumns.row(outputs, outcome);
    }

    @Override
    public void close() {
        lease.close();
    }
}
