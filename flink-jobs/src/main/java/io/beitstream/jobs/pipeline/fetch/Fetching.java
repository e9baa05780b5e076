package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One image on its way: from attempt to attempt, as its store's breaker lets it. Thread-safe. */
final class Fetching extends Visit {
    private final URI uri;
    private final Ticket ticket;
    private final Store store;
    private final FetchSettings settings;
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private int attempts;
    private int spared;
    private long firstStarted;
    private boolean typical = true;
    private boolean over;
    private @Nullable CompletableFuture<byte[]> attempt;
    private DeadlineTimer.@Nullable Scheduled backoff;

    Fetching(URI uri, Ticket ticket, Store store, FetchSettings settings) {
        super(ticket);
        this.uri = uri;
        this.ticket = ticket;
        this.store = store;
        this.settings = settings;
    }

    CompletableFuture<byte[]> begin() {
        Runnable withdrawal =
                ticket.whenGivenUp(
                        () -> stop("fetch-timeout", "not fetched within the image's time"));
        result.whenComplete(
                (bytes, error) -> {
                    withdrawal.run();
                    end();
                });
        enter();
        return result;
    }

    private void enter() {
        synchronized (this) {
            backoff = null;
            if (over) {
                return;
            }
        }
        settings.breakers().enter(store.name(), store.limit(), this);
        if (isOver()) {
            settings.breakers().leave(store.name(), this);
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    @Override
    void admitted() {
        if (isOver()) {
            settings.breakers().leave(store.name(), this);
            return;
        }
        if (attempts + spared == 0) {
            firstStarted = settings.timer().nanoTime();
        }
        CompletableFuture<byte[]> started = store.transport().attempt(uri, ticket);
        synchronized (this) {
            attempt = started;
        }
        if (isOver()) {
            started.cancel(true);
        }
        started.whenComplete(this::ended);
    }

    private void ended(byte @Nullable [] bytes, @Nullable Throwable error) {
        if (bytes != null) {
            settings.breakers().answered(store.name(), this);
            succeed(bytes);
        } else if (!isOver()) {
            failed(asFailure(error));
        }
    }

    private void succeed(byte[] bytes) {
        if (!end() || !result.complete(bytes)) {
            ticket.giveBack(bytes.length);
        }
    }

    private static AttemptException asFailure(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause instanceof AttemptException known
                ? known
                : new AttemptException(Blame.PASSING, "fetch-failed", "it failed unexpectedly");
    }

    private void failed(AttemptException failure) {
        if (failure.blame() == Blame.IMAGE) {
            settings.breakers().answered(store.name(), this);
        }
        if (failure.blame().isFinal()) {
            fail(failure, attempts + 1);
            return;
        }
        boolean last = attempts + 1 >= settings.retry().maxAttempts();
        boolean patient = isPatient(failure);
        Ruling ruling =
                settings.breakers().failed(store.name(), this, failure, typical, last, patient);
        if (ruling != Ruling.HELD) {
            typical &= failure.blame().isTypicalOfAnOutage();
        }
        switch (ruling) {
            case HELD -> {
                settings.breakers().retried(store.name());
                if (isOver()) {
                    settings.breakers().leave(store.name(), this);
                }
            }
            case SPARED -> {
                spared++;
                tryAgain(failure);
            }
            case COUNTED -> {
                attempts++;
                if (last) {
                    fail(failure, attempts);
                } else {
                    tryAgain(failure);
                }
            }
        }
    }

    private boolean isPatient(AttemptException failure) {
        long tried = settings.timer().nanoTime() - firstStarted;
        return settings.retry().isPatient(tried, failure.blame().isOfTheStore());
    }

    private void tryAgain(AttemptException failure) {
        settings.breakers().retried(store.name());
        tryAgain(settings.backoff().nanos(attempts + spared, failure.retryAfter()));
    }

    private synchronized void tryAgain(long waitNanos) {
        if (!over) {
            backoff = settings.timer().schedule(this::enter, waitNanos);
        }
    }

    @Override
    void turnedAway(AttemptException lastFailure) {
        fail(lastFailure, Math.max(1, attempts));
    }

    private void fail(AttemptException failure, int tries) {
        if (end()) {
            result.completeExceptionally(failure.of(uri, tries));
        }
    }

    /** Ends it from outside. */
    void stop(String errorClass, String message) {
        if (end()) {
            String text = PrintableUri.of(uri) + ": " + message;
            result.completeExceptionally(new StageException(errorClass, text, attempts + 1));
        }
    }

    private boolean end() {
        CompletableFuture<byte[]> running;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            running = attempt;
            if (backoff != null) {
                backoff.cancel();
            }
        }
        if (running != null) {
            running.cancel(true);
        }
        settings.breakers().leave(store.name(), this);
        return true;
    }
}
