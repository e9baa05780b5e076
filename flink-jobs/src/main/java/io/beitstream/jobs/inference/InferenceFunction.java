package io.beitstream.jobs.inference;

import io.beitstream.jobs.metrics.BatchMetrics;
import io.beitstream.jobs.metrics.StageMetrics;
import io.beitstream.jobs.outcome.Outcome;
import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.Outcome.Success;
import io.beitstream.jobs.outcome.StageException;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs one network over the stream.
 *
 * @param <I> what the stage gets
 * @param <R> what the network gives for an image
 * @param <O> what the stage hands on
 */
abstract class InferenceFunction<I, R, O> extends RichAsyncFunction<Outcome<I>, Outcome<O>> {
    private static final long serialVersionUID = 1L;

    private final Stage stage;
    private transient SharedBatchers.Lease<R> lease;
    private transient StageMetrics metrics;
    private transient BatchMetrics batchMetrics;
    private transient Map<Outcome<I>, CompletableFuture<?>> underWay;

    @SuppressWarnings("NullAway.Init") // open() fills what is transient
    InferenceFunction(Stage stage) {
        this.stage = stage;
    }

    /** Leases the network. */
    abstract SharedBatchers.Lease<R> lease() throws IOException;

    /** The square the network takes. */
    abstract @Nullable RgbImage square(I value);

    /** What the stage hands on. */
    abstract O next(I value, R result);

    @Override
    public void open(OpenContext context) throws IOException {
        metrics = StageMetrics.register(getRuntimeContext().getMetricGroup(), stage);
        batchMetrics = BatchMetrics.register(getRuntimeContext().getMetricGroup(), stage);
        underWay = new ConcurrentHashMap<>();
        try {
            lease = lease();
        } catch (IllegalArgumentException | IllegalStateException e) {
            // A wrong model or a device that is not there stays so: say it, do not restart for
            // ever.
            throw new SuppressRestartsException(e);
        }
    }

    @Override
    public void asyncInvoke(Outcome<I> input, ResultFuture<Outcome<O>> result)
            throws InterruptedException {
        if (input instanceof Failure<I> failure) {
            result.complete(List.of(failure.retyped()));
        } else if (input instanceof Success<I> image) {
            long started = metrics.entered();
            RgbImage square = square(image.value());
            if (square == null) {
                throw new IllegalStateException("no square was prepared for " + stage);
            }
            CompletableFuture<MicroBatcher.Completed<R>> future = lease.batcher().submit(square);
            underWay.put(input, future);
            var unused =
                    future.whenComplete(
                            (done, error) -> complete(image, started, done, error, result));
        }
    }

    private void complete(
            Success<I> image,
            long started,
            MicroBatcher.@Nullable Completed<R> done,
            @Nullable Throwable error,
            ResultFuture<Outcome<O>> result) {
        underWay.remove(image);
        if (done != null) {
            batchMetrics.batched(done.batchSize(), done.queueNanos(), done.runNanos());
            Outcome<O> outcome = image.with(next(image.value(), done.output()));
            metrics.left(started, outcome);
            result.complete(List.of(outcome));
        } else if (error instanceof Exception && !(error instanceof EngineFailureException)) {
            StageException cause = new StageException("inference-failed", error.toString());
            Outcome<O> outcome = Outcome.failure(image.context(), stage, cause);
            metrics.left(started, outcome);
            result.complete(List.of(outcome));
        } else {
            result.completeExceptionally(error);
        }
    }

    @Override
    public void timeout(Outcome<I> input, ResultFuture<Outcome<O>> result) {
        StageException timeout =
                new StageException("inference-timeout", "no result within the stage's time");
        result.complete(List.of(Outcome.failure(input.context(), stage, timeout)));
        CompletableFuture<?> future = underWay.remove(input);
        if (future != null) {
            future.cancel(false);
        }
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
