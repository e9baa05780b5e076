package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchAssemblerTest {
    private static final long LINGER = 100;
    private final Set<Integer> abandoned = new HashSet<>();
    private final BatchAssembler<Integer> assembler =
            new BatchAssembler<>(new BatchSizes(4), LINGER, abandoned::contains);

    @Test
    void nothingIsNeverDue() {
        assertThat(assembler.nanosUntilDue(12)).isEqualTo(Long.MAX_VALUE);
        assertThat(assembler.take()).isEmpty();
    }

    @Test
    void partialBatchIsDueAfterLinger() {
        BatchAssembler<Integer> large =
                new BatchAssembler<>(new BatchSizes(100), LINGER, abandoned::contains);
        for (int time = 0; time < 96; time += 8) {
            large.add(time, 1000 + time);
            assertThat(large.nanosUntilDue(1000 + time)).isPositive();
        }

        assertThat(large.nanosUntilDue(1092)).isEqualTo(6);
        large.add(96, 1096);
        assertThat(large.nanosUntilDue(1096)).isEqualTo(4);
        assertThat(large.nanosUntilDue(1100)).isZero();
    }

    @Test
    void partialBatchIsDueWhenNothingComes() {
        assembler.add(1, 1000);
        assembler.add(2, 1005);

        assertThat(assembler.nanosUntilDue(1008)).isEqualTo(7);
        assertThat(assembler.nanosUntilDue(1015)).isZero();
        assertThat(assembler.take()).containsExactly(1, 2);
        assertThat(assembler.nanosUntilDue(1015)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void fullBatchIsDueAtOnce() {
        for (int i = 0; i < 5; i++) {
            assembler.add(i, 0);
        }

        assertThat(assembler.nanosUntilDue(0)).isZero();
        assertThat(assembler.take()).containsExactly(0, 1, 2, 3);
        assertThat(assembler.nanosUntilDue(0)).isEqualTo(LINGER / 10);
    }

    @Test
    void batchesHaveFewSizes() {
        for (int i = 0; i < 3; i++) {
            assembler.add(i, 0);
        }

        assertThat(assembler.take()).hasSize(2);
        assertThat(assembler.take()).hasSize(1);
        assertThat(new BatchSizes(6).all()).containsExactly(1, 2, 4, 6);
        assertThat(new BatchSizes(6).atMost(5)).isEqualTo(4);
        assertThat(new BatchSizes(6).atMost(100)).isEqualTo(6);
    }

    @Test
    void abandonedItemsNeitherHurryNorFillABatch() {
        assembler.add(1, 0);
        assembler.add(2, 95);
        abandoned.add(1);

        assertThat(assembler.nanosUntilDue(100)).isEqualTo(5);
        assertThat(assembler.take()).containsExactly(2);
    }
}
