package io.beitstream.infra.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.jspecify.annotations.Nullable;

/** Says every few seconds how far a re-embedding is, and once that it has caught up. */
final class ReembedProgress implements RunProgress {
    private static final int SECONDS = 10;

    private final KafkaLag lag;
    private final boolean follows;
    private final PrintWriter out;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    BasicThreadFactory.builder()
                            .namingPattern("beitstream-progress")
                            .daemon(true)
                            .build());
    private KafkaLag.@Nullable Look before;
    private boolean caughtUp;

    private ReembedProgress(KafkaLag lag, boolean follows, PrintWriter out) {
        this.lag = lag;
        this.follows = follows;
        this.out = out;
    }

    /**
     * Begins to say it.
     *
     * @param follows whether the run goes on when it has caught up
     */
    static ReembedProgress begin(KafkaLag lag, boolean follows, PrintWriter out) {
        ReembedProgress progress = new ReembedProgress(lag, follows, out);
        var ticking =
                progress.clock.scheduleWithFixedDelay(
                        progress::say, SECONDS, SECONDS, TimeUnit.SECONDS);
        return progress;
    }

    private void say() {
        try {
            line(lag.look()).ifPresent(out::println);
            out.flush();
        } catch (ExecutionException e) {
            // The broker is busy or away; the job will say so if it stays away.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be said of a look. */
    Optional<String> line(KafkaLag.Look now) {
        KafkaLag.Look last = before;
        before = now;
        if (caughtUp) {
            return Optional.empty();
        }
        if (follows && last != null && now.done() >= last.end()) {
            caughtUp = true; // with all that was there a moment ago
            return Optional.of(
                    "caught up: %d images are through, %d behind; follows the topic until it is stopped"
                            .formatted(now.done(), now.behind()));
        }
        return Optional.of(
                "%d of %d images are through, %d behind"
                        .formatted(now.done(), now.end(), now.behind()));
    }

    @Override
    public Optional<String> finished() {
        try {
            KafkaLag.Look end = lag.look();
            return Optional.of(
                    end.behind() == 0
                            ? "caught up: all %d images of %s are through"
                                    .formatted(end.done(), lag.topic())
                            : "caught up with what was there at the start: %d images of %s are through, %d have come since; the same command goes on with them"
                                    .formatted(end.done(), lag.topic(), end.behind()));
        } catch (ExecutionException e) {
            return Optional.of("caught up with what was there at the start");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
