package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryTimesTest {
    private final QueryTimes times = new QueryTimes();

    @Test
    void beforeTheFirstThereIsNothing() {
        assertThat(times.summary()).isEqualTo(new QueryTimes.Summary(0, 0, 0));
    }

    @Test
    void quantilesAreOfTheLastThousand() {
        for (int i = 0; i < 500; i++) {
            times.add(900_000_000L);
        }
        for (int i = 1; i <= 1000; i++) {
            times.add(i * 1_000_000L);
        }

        assertThat(times.summary()).isEqualTo(new QueryTimes.Summary(1500, 500, 990));
    }
}
