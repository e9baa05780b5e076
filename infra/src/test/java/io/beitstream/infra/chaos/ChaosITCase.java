package io.beitstream.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.chaos.fault.FaultKind;
import io.beitstream.infra.chaos.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small run of the harness: one broker, one task manager, three of the commonest accidents. */
@Timeout(240)
class ChaosITCase {
    @TempDir Path work;

    @Test
    void everyImageComesOutOnceWhileProcessesDie() throws Exception {
        ChaosOptions options =
                new ChaosOptions(
                        2000,
                        3,
                        1,
                        List.of(
                                FaultKind.TASK_MANAGER_KILL,
                                FaultKind.JOB_MANAGER_KILL,
                                FaultKind.BROKER_KILL),
                        100,
                        1,
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(90),
                        work.resolve("chaos"));

        ChaosResult result = new Chaos(options, line -> {}).run();

        Verdict verdict = result.verdict();
        assertThat(result.complaints()).isEmpty();
        assertThat(verdict.missing().first()).isEmpty();
        assertThat(verdict.doubled().first()).isEmpty();
        assertThat(verdict.soundButDead().first()).isEmpty();
        assertThat(verdict.brokenButAlive().first()).isEmpty();
        assertThat(verdict.features()).isEqualTo(1780);
        assertThat(verdict.deadLetters()).isEqualTo(220);
        assertThat(result.faults()).hasSize(3);
        assertThat(result.faults()).allMatch(fault -> fault.recoveryMillis() >= 0);
        assertThat(result.isGood()).isTrue();
    }
}
