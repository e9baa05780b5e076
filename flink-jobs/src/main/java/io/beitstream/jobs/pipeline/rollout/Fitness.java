package io.beitstream.jobs.pipeline.rollout;

import io.beitstream.jobs.pipeline.NetworkRole;
import io.beitstream.jobs.pipeline.inference.BatchSizes;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.LoadedNetwork;
import io.beitstream.jobs.pipeline.inference.MicroBatcher;
import io.beitstream.jobs.pipeline.inference.SharedNetworks;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a candidate must show before it may take the place of the model that serves: the weights
 * that were asked for, the same squares, and results of the same form for every size of batch,
 * which also warms it.
 *
 * @param serving the network that serves
 */
record Fitness<R>(
        NetworkRole<R> role, InferenceSettings settings, SharedNetworks.Lease<R> serving) {
    private static final int SEED = 1;

    /**
     * Checks a candidate.
     *
     * @throws UnfitModelException if it must not take over
     */
    void require(ModelChoice choice, SharedNetworks.Lease<R> candidate)
            throws InterruptedException {
        requireId(choice, candidate.network());
        requireSquares(choice, candidate.network(), serving.network().preprocessing());
        RgbImage black = candidate.network().knownGood();
        String wanted = role.form(run(choice, serving.batcher(), List.of(black)).get(0));
        for (int size : new BatchSizes(settings.maxBatch()).all()) {
            for (R result : run(choice, candidate.batcher(), squares(black, size))) {
                String form = role.form(result);
                if (!form.equals(wanted)) {
                    throw new UnfitModelException(
                            "%s gives %s, and the model that serves gives %s: run a job of its own for it, with topics of its own"
                                    .formatted(choice, form, wanted));
                }
            }
        }
    }

    /** Checks that a directory holds what it is taken for. */
    static void requireId(ModelChoice choice, LoadedNetwork<?> network) {
        if (!network.modelId().equals(choice.modelId())) {
            throw new UnfitModelException(
                    "%s holds the model %s, not %s: a directory must stay as it is once a rollout has named it"
                            .formatted(choice.location(), network.modelId(), choice.modelId()));
        }
    }

    /** Checks that a network takes the squares that images are prepared for. */
    static void requireSquares(
            ModelChoice choice, LoadedNetwork<?> network, Preprocessing preparation) {
        String prepared = squareId(preparation);
        String taken = squareId(network.preprocessing());
        if (!taken.equals(prepared)) {
            throw new UnfitModelException(
                    "%s takes other images (%s) than this job prepares (%s): stop the job, and start it with that model"
                            .formatted(choice, taken, prepared));
        }
    }

    private static String squareId(Preprocessing preprocessing) {
        return preprocessing.withStatistics("").id();
    }

    private List<R> run(
            ModelChoice choice, MicroBatcher<RgbImage, R> batcher, List<RgbImage> squares)
            throws InterruptedException {
        List<CompletableFuture<MicroBatcher.Completed<R>>> futures =
                squares.stream().map(batcher::submit).toList();
        List<R> results = new ArrayList<>();
        for (CompletableFuture<MicroBatcher.Completed<R>> future : futures) {
            try {
                results.add(
                        future.get(settings.callTimeout().toMillis(), TimeUnit.MILLISECONDS)
                                .output());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new UnfitModelException(
                        "%s does not compute: %s".formatted(choice, cause.getMessage()), e);
            } catch (TimeoutException e) {
                throw new UnfitModelException(
                        "%s has not answered for %d s"
                                .formatted(choice, settings.callTimeout().toSeconds()),
                        e);
            }
        }
        return results;
    }

    /** A black square and noise in turn. */
    private static List<RgbImage> squares(RgbImage black, int count) {
        byte[] noise = new byte[black.pixels().length];
        new Random(SEED).nextBytes(noise);
        RgbImage noisy = new RgbImage(black.width(), black.height(), noise);
        List<RgbImage> squares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            squares.add(i % 2 == 0 ? noisy : black);
        }
        return squares;
    }
}
