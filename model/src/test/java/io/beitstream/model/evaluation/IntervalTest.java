package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void isWilsons() {
        Interval interval = Interval.of(0.8, 10);

        assertThat(interval.low()).isCloseTo(0.4901625, within(1e-6));
        assertThat(interval.high()).isCloseTo(0.9433178, within(1e-6));
    }

    @Test
    void ofAShareThatWasNeverSeenReachesAboveZero() {
        Interval interval = Interval.of(0, 10);

        assertThat(interval.low()).isCloseTo(0, within(1e-12));
        assertThat(interval.high()).isCloseTo(0.2775328, within(1e-6));
    }

    @Test
    void thereIsNoneOfNothing() {
        assertThatThrownBy(() -> Interval.of(0.5, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
