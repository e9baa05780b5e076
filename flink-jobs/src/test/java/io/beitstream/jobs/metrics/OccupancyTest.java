package io.beitstream.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OccupancyTest {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong clock = new AtomicLong(7);
    private final Occupancy occupancy = new Occupancy(4, clock::get);

    private void pass(double seconds) {
        clock.addAndGet((long) (seconds * SECOND));
    }

    @Test
    void isTheMeanOverTime() {
        occupancy.change(2);
        pass(1);
        occupancy.change(2);
        pass(1);
        occupancy.set(0);
        pass(2);

        assertThat(occupancy.share()).isEqualTo((2 + 4) / 4.0 / 4);
    }

    @Test
    void isWhatIsInsideBeforeAnyTimeHasPassed() {
        occupancy.change(3);

        assertThat(occupancy.share()).isEqualTo(0.75);
    }

    @Test
    void whatIsLongPastNoLongerCounts() {
        occupancy.set(4);
        pass(60);
        occupancy.set(0);
        pass(5);
        assertThat(occupancy.share()).isBetween(0.0, 0.93);
        pass(5);

        assertThat(occupancy.share()).isZero();
    }
}
