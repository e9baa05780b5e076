package io.beitstream.infra.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {
    private final List<Duration> slept = new ArrayList<>();
    private long now;

    private Pacer pacer(double rate) {
        return new Pacer(
                rate,
                () -> now,
                time -> {
                    slept.add(time);
                    now += time.toNanos();
                });
    }

    @Test
    void eachChunkWaitsForTheTimeOfTheOneBefore() throws Exception {
        Pacer pacer = pacer(2);

        pacer.pace(2);
        pacer.pace(1);
        now += 300_000_000;
        pacer.pace(1);

        assertThat(slept).containsExactly(Duration.ofSeconds(1), Duration.ofMillis(200));
    }

    @Test
    void chunksAreNoLargerThanASecond() {
        assertThat(pacer(20).chunk(500)).isEqualTo(20);
        assertThat(pacer(0.5).chunk(500)).isEqualTo(1);
        assertThat(pacer(Double.POSITIVE_INFINITY).chunk(500)).isEqualTo(500);
    }

    @Test
    void withoutARateNothingWaits() throws Exception {
        Pacer pacer = pacer(Double.POSITIVE_INFINITY);

        pacer.pace(500);
        pacer.pace(500);

        assertThat(slept).isEmpty();
    }
}
