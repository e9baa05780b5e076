package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.inference.EngineFailureException;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.DeviceException;
import io.beitstream.schemas.Stage;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every stage does, once: counts images in and out, gives up an image whose ticket is given up
 * and ignores its late result, and tells errors of the image from errors of the job.
 */
final class StageGuard {
    private final Stage stage;
    private final StageListener listener;
    private final String unknownErrorClass;

    /**
     * @param unknownErrorClass of an exception that says nothing else
     */
    StageGuard(Stage stage, StageListener listener, String unknownErrorClass) {
        this.stage = stage;
        this.listener = listener;
        this.unknownErrorClass = unknownErrorClass;
    }

    /**
     * Does work on an image. The result completes exceptionally with a {@link StagedException} for
     * what the image is to blame for, and with anything else for what the job must know.
     */
    <T> CompletableFuture<T> run(Ticket ticket, Supplier<CompletableFuture<T>> work) {
        listener.entered(stage);
        long started = System.nanoTime();
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<T> working;
        try {
            working = work.get();
        } catch (RuntimeException e) {
            working = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<T> underWay = working;
        var unused =
                underWay.whenComplete(
                        (value, error) -> {
                            boolean inTime =
                                    error == null
                                            ? result.complete(value)
                                            : result.completeExceptionally(judge(ticket, error));
                            if (inTime) {
                                listener.left(stage, System.nanoTime() - started, error == null);
                            }
                        });
        Runnable withdrawal =
                ticket.whenGivenUp(
                        () -> {
                            if (result.completeExceptionally(timedOut())) {
                                listener.left(stage, System.nanoTime() - started, false);
                                underWay.cancel(true);
                            }
                        });
        var ended = result.whenComplete((value, error) -> withdrawal.run());
        return result;
    }

    private StagedException timedOut() {
        String name = stage.name().toLowerCase(Locale.ROOT);
        return new StagedException(
                stage,
                new StageException(name + "-timeout", "the image's time ran out at " + stage));
    }

    private Throwable judge(Ticket ticket, Throwable error) {
        Throwable cause = unwrapped(error);
        if (cause instanceof CancellationException && ticket.isGivenUp()) {
            return timedOut(); // the work was told earlier than its guard
        }
        if (cause instanceof StageException known) {
            return new StagedException(stage, known);
        }
        if (isOfTheJob(cause)) {
            return cause;
        }
        return new StagedException(stage, new StageException(unknownErrorClass, cause.toString()));
    }

    private static boolean isOfTheJob(Throwable cause) {
        return cause instanceof Error
                || cause instanceof EngineFailureException
                || cause instanceof DeviceException
                || cause instanceof CancellationException;
    }

    /** What {@link #run} led to, as an outcome; rethrows what the job must know. */
    static <T> Outcome outcome(
            ImageContext context,
            Ticket ticket,
            @Nullable T value,
            @Nullable Throwable error,
            Function<T, Outcome> success) {
        if (error == null && value != null) {
            return success.apply(value);
        }
        Throwable cause = error == null ? new IllegalStateException("no value") : unwrapped(error);
        if (cause instanceof StagedException image) {
            return Failure.of(context, ticket, image.stage(), image.error());
        }
        throw new CompletionException(cause);
    }

    private static Throwable unwrapped(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? unwrapped(cause) : error;
    }
}
