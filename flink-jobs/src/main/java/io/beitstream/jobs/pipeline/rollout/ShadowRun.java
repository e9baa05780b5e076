package io.beitstream.jobs.pipeline.rollout;

import io.beitstream.jobs.pipeline.inference.EngineFailureException;
import io.beitstream.jobs.pipeline.inference.SharedNetworks;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.Shadow;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.evaluation.Cosine;
import io.beitstream.model.image.RgbImage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A candidate encoder that computes every image too. An image waits for both; what the candidate
 * fails on costs its own vector only.
 *
 * @param failed told when the candidate's engine is broken
 */
record ShadowRun(SharedNetworks.Lease<?> candidate, DriftWindow drift, Consumer<Throwable> failed) {
    private static final Object NONE = new Object();

    /**
     * Adds the candidate's vectors to an image that the serving encoder is at work on.
     *
     * @param square that both take
     */
    CompletableFuture<Outcome> beside(CompletableFuture<Outcome> serving, RgbImage square) {
        return serving.thenCombine(
                candidate
                        .batcher()
                        .submit(square)
                        .handle(
                                (done, error) -> {
                                    if (error != null) {
                                        tell(error);
                                    }
                                    return done == null ? NONE : done.output();
                                }),
                this::combined);
    }

    private void tell(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause instanceof EngineFailureException) {
            failed.accept(cause);
        }
    }

    private Outcome combined(Outcome outcome, Object result) {
        if (!(outcome instanceof ImageInFlight image) || !(result instanceof Vectors vectors)) {
            return outcome;
        }
        Vectors published = last(image.features().vectors());
        if (published == null) {
            return outcome;
        }
        double cosine = cosine(published.embedding().vector(), vectors.embedding().vector());
        drift.add(cosine);
        return image.shadowed(new Shadow(vectors, cosine, published.modelId()));
    }

    private static double cosine(float[] a, float[] b) {
        return a.length == b.length ? Cosine.of(a, b) : Double.NaN;
    }

    private static @Nullable Vectors last(List<Vectors> vectors) {
        return vectors.isEmpty() ? null : vectors.get(vectors.size() - 1);
    }
}
