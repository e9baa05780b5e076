package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.commons.io.IOUtils;

/**
 * Attempts to read the files of one root, on threads that no other root shares. A read that hangs
 * is abandoned at its deadline; it keeps its thread and array until it returns, and there are so
 * many spare threads before the root counts as down.
 */
final class FileTransport implements Transport {
    static final int AT_ONCE = 4;
    private static final int SPARE = 12;

    private final FetchLimits limits;
    private final DeadlineTimer timer;
    private final FileStore store;
    private final BlockingCalls calls;

    FileTransport(FetchLimits limits, DeadlineTimer timer, FileStore store) {
        this.limits = limits;
        this.timer = timer;
        this.store = store;
        this.calls = new BlockingCalls("beitstream-file", AT_ONCE + SPARE);
    }

    @Override
    public CompletableFuture<byte[]> attempt(URI uri, Ticket ticket) {
        Duration limit = limits.attemptTimeout();
        Attempt attempt = new Attempt(ticket, timer, limit, tooSlow(limit));
        run(attempt, () -> store.length(uri), length -> read(attempt, uri, length));
        return attempt.result();
    }

    private interface Then<T> {
        void accept(T value);
    }

    private <T> void run(Attempt attempt, Callable<T> call, Then<T> then) {
        CompletableFuture<T> calling = calls.call(call);
        attempt.does(calling);
        calling.whenComplete(
                (value, error) -> {
                    attempt.doneWith();
                    if (error == null) {
                        then.accept(value);
                    } else {
                        attempt.fail(failure(error));
                    }
                });
    }

    private void read(Attempt attempt, URI uri, long length) {
        if (length > limits.maxBytes()) {
            attempt.fail(HttpFailures.tooLarge(limits.maxBytes()));
            return;
        }
        if (length == 0) {
            run(attempt, () -> content(uri, 0), attempt::succeed);
            return;
        }
        attempt.share()
                .ask(length)
                .thenRun(() -> run(attempt, () -> content(uri, (int) length), attempt::succeed));
    }

    private byte[] content(URI uri, int length) throws IOException {
        try (InputStream in = store.open(uri)) {
            byte[] bytes = new byte[length];
            if (IOUtils.read(in, bytes) < length || in.read() >= 0) {
                throw new IOException("the length has changed");
            }
            return bytes;
        }
    }

    @Override
    public void close() {
        calls.close();
    }

    private static AttemptException tooSlow(Duration limit) {
        return new AttemptException(
                Blame.STORE, "fetch-timeout", "not read within %d ms".formatted(limit.toMillis()));
    }

    private static AttemptException failure(Throwable error) {
        if (error instanceof NoSuchFileException || error instanceof FileNotFoundException) {
            return new AttemptException(Blame.IMAGE, "file-not-found", "there is no such file");
        }
        if (error instanceof AccessDeniedException) {
            return new AttemptException(Blame.IMAGE, "file-unreadable", "it must not be read");
        }
        if (error instanceof FileRefusedException) {
            return new AttemptException(
                    Blame.IMAGE, "file-not-allowed", String.valueOf(error.getMessage()));
        }
        if (error instanceof RejectedExecutionException) {
            return new AttemptException(
                    Blame.STORE, "fetch-timeout", "too many reads of its folder hang");
        }
        return new AttemptException(Blame.INTERNAL, "file-unreadable", "it cannot be read");
    }
}
