package io.beitstream.jobs.pipeline.rollout;

import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.NetworkRole;
import io.beitstream.jobs.pipeline.NetworkStage;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.inference.SharedNetworks;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.reuse.ServingModels;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A network's stage whose model can change. A candidate is loaded and checked on a thread of its
 * own while images go on; whoever lets it take over makes sure that no image is in the stage then.
 * The model before it stays loaded until it is released.
 *
 * <p>Images are processed on any thread; all else is called by the task's.
 *
 * @param <R> what the network computes of an image
 */
public final class RollingStage<R> implements ImageStage<Outcome> {
    /**
     * What does not change.
     *
     * @param spec of the model that the job was defined with, on its device
     * @param place of the network among those of its job
     */
    public record Config<R>(
            NetworkRole<R> role, NetworkSpec<R> spec, InferenceSettings settings, int place) {}

    private final Config<R> config;
    private final StageListener listener;
    private final ServingModels models;
    private final DriftWindow drift = new DriftWindow();
    private final ExecutorService aside =
            Executors.newSingleThreadExecutor(
                    BasicThreadFactory.builder()
                            .namingPattern("beitstream-rollout-%d")
                            .daemon(true)
                            .build());
    private final List<SharedNetworks.Lease<R>> previous = new ArrayList<>();
    private SharedNetworks.Lease<R> serving;
    private volatile NetworkStage<R> stage;
    private volatile @Nullable ShadowRun shadow;
    private @Nullable ModelChoice wanted;
    private SharedNetworks.@Nullable Lease<R> candidate;

    /**
     * Opens the stage.
     *
     * @param choice null for the model that the job was defined with
     * @throws IOException as {@link NetworkSpec#lease}
     * @throws UnfitModelException if the directory does not hold what was chosen, or images are
     *     prepared for another network
     */
    public RollingStage(Config<R> config, @Nullable ModelChoice choice, StageListener listener)
            throws IOException {
        this.config = config;
        this.listener = listener;
        this.models = ServingModels.ofThisTask();
        this.serving =
                choice == null ? config.spec().lease(config.settings()) : lease(config, choice);
        if (choice != null) {
            try {
                Fitness.requireId(choice, serving.network());
                Fitness.requireSquares(choice, serving.network(), config.spec().preprocessing());
            } catch (UnfitModelException e) {
                serving.close();
                throw e;
            }
        }
        this.stage = config.role().stage(serving, listener);
        models.serves(config.place(), serving.network().modelId());
    }

    private static <R> SharedNetworks.Lease<R> lease(Config<R> config, ModelChoice choice)
            throws IOException {
        return SharedNetworks.lease(
                config.spec().loader().from(choice.location()), config.settings());
    }

    @Override
    public CompletableFuture<Outcome> process(Outcome outcome) {
        if (!(outcome instanceof ImageInFlight image)) {
            return CompletableFuture.completedFuture(outcome);
        }
        if (image.features().reused() && !models.have(image.features())) {
            return CompletableFuture.failedFuture(
                    new StaleFeaturesException(image.context().source().position()));
        }
        ShadowRun run = shadow;
        RgbImage square = config.role().input(image);
        CompletableFuture<Outcome> published = stage.process(image);
        return run == null || square == null ? published : run.beside(published, square);
    }

    /**
     * Loads a candidate and makes sure that it is fit; gives up one that was wanted before.
     *
     * @return completes when it could take over, or exceptionally with the reason why it must not;
     *     on any thread
     */
    public synchronized CompletableFuture<Void> load(ModelChoice choice) {
        discard();
        wanted = choice;
        SharedNetworks.Lease<R> measure = serving;
        return CompletableFuture.runAsync(() -> keep(choice, fit(choice, measure)), aside);
    }

    private SharedNetworks.Lease<R> fit(ModelChoice choice, SharedNetworks.Lease<R> measure) {
        try {
            config.spec().loader().from(choice.location()).requireSound();
            SharedNetworks.Lease<R> lease = lease(config, choice);
            try {
                new Fitness<>(config.role(), config.settings(), measure).require(choice, lease);
                return lease;
            } catch (RuntimeException | InterruptedException e) {
                lease.close();
                throw e;
            }
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private void keep(ModelChoice choice, SharedNetworks.Lease<R> loaded) {
        synchronized (this) {
            if (choice.equals(wanted)) {
                candidate = loaded;
                return;
            }
        }
        loaded.close();
        throw new CancellationException("another model is wanted by now");
    }

    /**
     * Lets the candidate compute every image too, if there is one.
     *
     * @param failed told, on any thread, when its engine is broken
     */
    public synchronized void shadow(Consumer<Throwable> failed) {
        SharedNetworks.Lease<R> beside = candidate;
        if (beside != null && shadow == null) {
            drift.clear();
            shadow = new ShadowRun(beside, drift, failed);
        }
    }

    /** Ends the candidate's shadow. */
    public synchronized void endShadow() {
        shadow = null;
    }

    /** How alike the candidate's vectors have been. */
    public DriftWindow drift() {
        return drift;
    }

    /**
     * Lets the candidate serve. No image is in the stage.
     *
     * @throws IllegalStateException if it is not there
     */
    public synchronized void takeOver(ModelChoice choice) {
        SharedNetworks.Lease<R> next = candidate;
        if (next == null || !choice.equals(wanted)) {
            throw new IllegalStateException("the model %s is not loaded".formatted(choice));
        }
        shadow = null;
        candidate = null;
        wanted = null;
        previous.add(serving);
        serving = next;
        stage = config.role().stage(next, listener);
        models.serves(config.place(), next.network().modelId());
    }

    /** Lets go of the models that served before. */
    public synchronized void releasePrevious() {
        release(List.copyOf(previous));
        previous.clear();
    }

    /** Gives the candidate up. */
    public synchronized void discard() {
        shadow = null;
        wanted = null;
        SharedNetworks.Lease<R> unwanted = candidate;
        candidate = null;
        if (unwanted != null) {
            release(List.of(unwanted));
        }
    }

    /** Closing may wait for a batch, and images do not. */
    private void release(List<SharedNetworks.Lease<R>> leases) {
        aside.execute(() -> leases.forEach(SharedNetworks.Lease::close));
    }

    @Override
    public void close() {
        discard();
        releasePrevious();
        aside.shutdown();
        stage.close();
        models.ended(config.place());
    }
}
