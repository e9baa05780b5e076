package io.beitstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleOrderTest {
    @Test
    void anEpochIsAPermutationThatDependsOnSeedAndEpochAlone() {
        SampleOrder order = new SampleOrder(7, 100);
        int[] first = epoch(order, 0);
        int[] second = epoch(order, 1);

        assertThat(first).doesNotHaveDuplicates().hasSize(100);
        assertThat(second).doesNotHaveDuplicates().isNotEqualTo(first);
        assertThat(epoch(order, 0)).isEqualTo(first);
        assertThat(epoch(new SampleOrder(7, 100), 1)).isEqualTo(second);
        assertThat(epoch(new SampleOrder(8, 100), 0)).isNotEqualTo(first);
    }

    private static int[] epoch(SampleOrder order, int epoch) {
        return IntStream.range(0, 100).map(place -> order.index(epoch, place)).toArray();
    }

    @Test
    void trainersShareEachEpochWithoutOverlap() {
        SamplePlan plan = new SamplePlan(103, 5, 4);

        assertThat(plan.stepsPerEpoch()).isEqualTo(5);
        Set<Integer> places = new HashSet<>();
        for (int step = 5; step < 10; step++) {
            assertThat(plan.epoch(step)).isEqualTo(1);
            for (int trainer = 0; trainer < 4; trainer++) {
                for (int slot = 0; slot < 5; slot++) {
                    assertThat(places.add(plan.place(step, trainer, slot))).isTrue();
                }
            }
        }
        assertThat(places).hasSize(100).allMatch(place -> place >= 0 && place < 100);
    }

    @Test
    void tooFewSamplesAreRefused() {
        assertThatThrownBy(() -> new SamplePlan(19, 5, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("19 samples do not fill one step of 20");
    }
}
