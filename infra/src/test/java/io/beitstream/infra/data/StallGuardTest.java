package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallGuardTest {
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<Runnable> closer = new ArrayList<>();
    private long now;
    private boolean closed;

    private final DeadlineTimer timer =
            new DeadlineTimer() {
                @Override
                public long nanoTime() {
                    return now;
                }

                @Override
                public Scheduled schedule(Runnable task, long delayNanos) {
                    tasks.add(task);
                    delays.add(delayNanos);
                    return () -> {};
                }
            };

    private StallGuard guard() {
        return new StallGuard(timer, Duration.ofSeconds(60), () -> closed = true, closer::add);
    }

    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }

    @Test
    void aStreamThatStandsStillIsClosed() {
        StallGuard guard = guard();
        now = seconds(60);
        tasks.get(0).run();

        assertThat(closed).isFalse(); // the timer has others to serve
        closer.get(0).run();
        assertThat(closed).isTrue();
        assertThatThrownBy(guard::requireMoving).hasMessage("nothing came for 60 s");
    }

    @Test
    void oneThatMovesIsLookedAtAgain() {
        StallGuard guard = guard();
        now = seconds(40);
        guard.moved();
        now = seconds(60);
        tasks.get(0).run();

        assertThat(closer).isEmpty();
        assertThatCode(guard::requireMoving).doesNotThrowAnyException();
        assertThat(delays).containsExactly(seconds(60), seconds(40));
    }

    @Test
    void afterTheEndNothingIsClosed() {
        StallGuard guard = guard();
        guard.close();
        now = seconds(99);
        tasks.get(0).run();

        assertThat(closer).isEmpty();
    }
}
