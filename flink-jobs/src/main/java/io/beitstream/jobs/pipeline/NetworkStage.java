package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.inference.MicroBatcher;
import io.beitstream.jobs.pipeline.inference.SharedNetworks;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stage that runs one network: adds what it computes to the image. Failures, deletions and images
 * whose features are known pass through.
 *
 * @param <R> what the network computes of an image
 */
public final class NetworkStage<R> implements ImageStage<Outcome> {
    private final Stage stage;
    private final SharedNetworks.Lease<R> lease;
    private final Function<ImageInFlight, @Nullable RgbImage> input;
    private final BiFunction<ImageInFlight, R, ImageInFlight> addition;
    private final StageListener listener;
    private final StageGuard guard;

    /**
     * @param lease closed with the stage
     * @param input the square that the network takes
     * @param addition the image with what the network computed
     */
    NetworkStage(
            Stage stage,
            SharedNetworks.Lease<R> lease,
            Function<ImageInFlight, @Nullable RgbImage> input,
            BiFunction<ImageInFlight, R, ImageInFlight> addition,
            StageListener listener) {
        this.stage = stage;
        this.lease = lease;
        this.input = input;
        this.addition = addition;
        this.listener = listener;
        this.guard = new StageGuard(stage, listener, "inference-failed");
    }

    @Override
    public CompletableFuture<Outcome> process(Outcome outcome) {
        if (!(outcome instanceof ImageInFlight image) || image.features().reused()) {
            return CompletableFuture.completedFuture(outcome);
        }
        return guard.run(image.ticket(), () -> run(image))
                .handle(
                        (done, error) ->
                                StageGuard.outcome(
                                        image.context(),
                                        image.ticket(),
                                        done,
                                        error,
                                        result -> addition.apply(image, result)));
    }

    private CompletableFuture<R> run(ImageInFlight image) {
        RgbImage square = input.apply(image);
        if (square == null) {
            throw new IllegalStateException("no square was prepared for " + stage);
        }
        if (image.ticket().isGivenUp()) {
            throw new CancellationException("given up before it was batched");
        }
        CompletableFuture<MicroBatcher.Completed<R>> batched = lease.batcher().submit(square);
        Runnable withdrawal = image.ticket().whenGivenUp(() -> batched.cancel(false));
        var ended = batched.whenComplete((done, error) -> withdrawal.run());
        return batched.thenApply(
                done -> {
                    listener.batched(stage, done.batchSize(), done.queueNanos(), done.runNanos());
                    return done.output();
                });
    }

    /** The network's micro-batcher. */
    public MicroBatcher<RgbImage, R> batcher() {
        return lease.batcher();
    }

    @Override
    public void close() {
        lease.close();
    }
}
