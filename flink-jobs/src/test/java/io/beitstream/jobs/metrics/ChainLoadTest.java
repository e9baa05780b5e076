package io.beitstream.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.schemas.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChainLoadTest {
    private final ChainLoad load = new ChainLoad();
    private final Occupancy fetch = of10(0);
    private final Occupancy decode = of10(0);
    private final Occupancy prepare = of10(0);
    private final Occupancy inEncoder = of10(0);
    private final Occupancy encode = of10(0);

    ChainLoadTest() {
        load.add(encode, Map.of(Stage.ENCODE, inEncoder), () -> 2);
        load.add(prepare, Map.of(Stage.FETCH, fetch, Stage.DECODE, decode), () -> 3);
    }

    private static Occupancy of10(int inside) {
        Occupancy occupancy = new Occupancy(10, () -> 0);
        occupancy.set(inside);
        return occupancy;
    }

    @Test
    void emptyOperatorsWaitForTheSource() {
        prepare.set(3);
        fetch.set(3);

        assertThat(load.bottleneck()).isEqualTo(Stage.SOURCE.ordinal());
    }

    @Test
    void theLastFullOperatorHoldsIt() {
        prepare.set(10);
        fetch.set(10);
        encode.set(9);
        inEncoder.set(8);

        assertThat(load.bottleneck()).isEqualTo(Stage.ENCODE.ordinal());
    }

    @Test
    void theLastStageWithAQueueLimitsItsOperator() {
        prepare.set(10);
        encode.set(4);
        fetch.set(9);
        decode.set(1);
        assertThat(load.bottleneck()).isEqualTo(Stage.FETCH.ordinal());

        fetch.set(8);
        decode.set(2);
        assertThat(load.bottleneck()).isEqualTo(Stage.DECODE.ordinal());
    }

    @Test
    void imagesThatAreDoneWaitForWhatComesAfter() {
        encode.set(10);
        inEncoder.set(2);

        assertThat(load.bottleneck()).isEqualTo(6);
    }

    @Test
    void imagesInFlightAreThoseOfAllOperators() {
        assertThat(load.imagesInFlight()).isEqualTo(5);
        load.clear();
        assertThat(load.imagesInFlight()).isZero();
    }
}
