package io.beitstream.infra.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
    private final Moment moment =
            new Moment(InstantSource.fixed(Instant.parse("2026-11-10T12:00:00Z")));

    @ParameterizedTest
    @CsvSource({
        "2026-11-01T10:00:00Z, 2026-11-01T10:00:00Z",
        "2026-11-01, 2026-11-01T00:00:00Z",
        "30s, 2026-11-10T11:59:30Z",
        "15m, 2026-11-10T11:45:00Z",
        "2h, 2026-11-10T10:00:00Z",
        "7d, 2026-11-03T12:00:00Z"
    })
    void timesAreReadAsPeopleWriteThem(String text, String time) {
        assertThat(moment.since(text)).isEqualTo(time);
    }

    @Test
    void untilADayIncludesTheDay() {
        assertThat(moment.until("2026-11-01")).isEqualTo("2026-11-02T00:00:00Z");
        assertThat(moment.until("2h")).isEqualTo("2026-11-10T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2026-13-01", "2026-11-01T10:00", "-2h", "2w"})
    void whatIsNoTimeSaysHowToWriteOne(String text) {
        assertThatThrownBy(() -> moment.since(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no time: write 2026-11-01T10:00:00Z");
    }
}
