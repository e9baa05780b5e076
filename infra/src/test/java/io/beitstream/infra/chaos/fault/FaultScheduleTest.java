package io.beitstream.infra.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static final List<FaultKind> ALL = Arrays.asList(FaultKind.values());

    private static FaultSchedule.Config config(int faults, List<FaultKind> kinds) {
        return new FaultSchedule.Config(faults, 10_000, kinds, 3, 2, List.of(2, 4));
    }

    @Test
    void equalSeedsGiveEqualSchedules() {
        assertThat(FaultSchedule.of(7, config(40, ALL)))
                .isEqualTo(FaultSchedule.of(7, config(40, ALL)));
    }

    @Test
    void anotherSeedGivesAnotherSchedule() {
        assertThat(FaultSchedule.of(7, config(40, ALL)))
                .isNotEqualTo(FaultSchedule.of(8, config(40, ALL)));
    }

    @Test
    void faultsStrikeInOrderAndBeforeTheLastImage() {
        List<Fault> faults = FaultSchedule.of(7, config(40, ALL));

        assertThat(faults).extracting(Fault::afterImages).isSorted();
        assertThat(faults).allMatch(fault -> fault.afterImages() > 0);
        assertThat(faults).allMatch(fault -> fault.afterImages() < 10_000);
        assertThat(faults.get(0).number()).isEqualTo(1);
        assertThat(faults.get(39).number()).isEqualTo(40);
    }

    @Test
    void everyKindOccursBeforeAnyOccursAgain() {
        List<Fault> faults = FaultSchedule.of(7, config(ALL.size(), ALL));

        Set<FaultKind> kinds = faults.stream().map(Fault::kind).collect(Collectors.toSet());

        assertThat(kinds).isEqualTo(EnumSet.allOf(FaultKind.class));
    }

    @Test
    void targetsExist() {
        List<Fault> faults = FaultSchedule.of(7, config(200, ALL));

        assertThat(faults)
                .filteredOn(fault -> fault.kind() == FaultKind.BROKER_KILL)
                .allMatch(fault -> fault.target() >= 0 && fault.target() < 3);
        assertThat(faults)
                .filteredOn(fault -> fault.kind() == FaultKind.TASK_MANAGER_KILL)
                .allMatch(fault -> fault.target() >= 0 && fault.target() < 2);
    }

    @Test
    void rescalingsGoUpAndDownInTurn() {
        List<Fault> faults = FaultSchedule.of(7, config(4, List.of(FaultKind.RESCALE)));

        assertThat(faults).extracting(Fault::target).containsExactly(4, 2, 4, 2);
    }

    @Test
    void lengthsLieWithinTheirKind() {
        assertThat(FaultSchedule.of(7, config(200, List.of(FaultKind.BROKER_CUT))))
                .allMatch(
                        fault ->
                                fault.length().toMillis() >= 2000
                                        && fault.length().toMillis() <= 10_000);
    }

    @Test
    void theFirstFaultOverlapsNothing() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(FaultSchedule.of(seed, config(3, ALL)).get(0).overlaps()).isFalse();
        }
    }

    @Test
    void moreFaultsThanImagesAreRefused() {
        assertThatThrownBy(() -> new FaultSchedule.Config(10, 10, ALL, 3, 2, List.of(2, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10 faults need more than 10 images");
    }

    @Test
    void anUnknownKindIsRefusedWithTheNamesOfAll() {
        assertThatThrownBy(() -> FaultKind.of("flood"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flood")
                .hasMessageContaining("tm-kill, jm-kill, broker-kill");
    }
}
