package io.beitstream.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void theMedianIsTheMiddleWhateverTheOrder() {
        assertThat(new Series(List.of(3.0, 1.0, 9.0)).median()).isEqualTo(3);
        assertThat(new Series(List.of(4.0, 1.0, 9.0, 2.0)).median()).isEqualTo(3);
        assertThat(new Series(List.of(7.0)).median()).isEqualTo(7);
    }

    @Test
    void quantilesAreLinearBetweenNeighbours() {
        Series series = new Series(List.of(10.0, 0.0, 20.0, 30.0, 40.0));

        assertThat(series.quantile(0)).isZero();
        assertThat(series.quantile(1)).isEqualTo(40);
        assertThat(series.quantile(0.99)).isCloseTo(39.6, within(1e-12));
    }

    @Test
    void thingsTakeTurns() throws Exception {
        List<String> order = new ArrayList<>();
        Map<String, Series.Timed> things = new LinkedHashMap<>();
        things.put("a", () -> did(order, "a", 1));
        things.put("b", () -> did(order, "b", 2));

        Map<String, Series> times = Series.inTurn(3, things);

        assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
        assertThat(times.get("a").seconds()).containsExactly(1.0, 1.0, 1.0);
        assertThat(times.get("b").seconds()).containsExactly(2.0, 2.0, 2.0);
    }

    @Test
    void nothingHasNoMedian() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Series(List.of()));
    }

    private static double did(List<String> order, String what, double seconds) {
        order.add(what);
        return seconds;
    }
}
