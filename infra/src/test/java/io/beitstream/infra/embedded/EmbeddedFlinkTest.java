package io.beitstream.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class EmbeddedFlinkTest {
    @Test
    void jobsRunOneAfterTheOtherOnOneCluster() throws Exception {
        try (EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration())) {
            for (int job = 1; job <= 2; job++) {
                List<Long> numbers =
                        flink.environment()
                                .fromSequence(1, 3)
                                .setParallelism(1)
                                .executeAndCollect(10);

                assertThat(numbers).containsExactly(1L, 2L, 3L);
                assertThat(flink.cluster().listJobs().join()).hasSize(job);
            }
        }
    }

    @Test
    void aJobThatFailsSaysWhyAndLeavesTheClusterUp() throws Exception {
        try (EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration())) {
            StreamExecutionEnvironment env = flink.environment();
            env.configure(new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
            env.setParallelism(1);
            env.fromSequence(1, 3).map(EmbeddedFlinkTest::refuse).print();

            assertThatThrownBy(() -> env.executeAsync("fails").getJobExecutionResult().get())
                    .hasStackTraceContaining("number 1 is not liked");
            assertThat(flink.cluster().isRunning()).isTrue();
        }
    }

    private static long refuse(long number) {
        throw new IllegalStateException("number " + number + " is not liked");
    }

    @Test
    void aHeartbeatThatIsAskedForStays() {
        Configuration impatient = new Configuration();
        impatient.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(1));
        try (EmbeddedFlink flink = EmbeddedFlink.start(1, impatient)) {
            assertThat(
                            flink.cluster()
                                    .getConfiguration()
                                    .get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT))
                    .isEqualTo(Duration.ofMinutes(1));
        }
    }

    @Test
    void itsFilesGoWithIt() {
        Path files;
        try (EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration())) {
            files = Path.of(flink.cluster().getConfiguration().get(CoreOptions.TMP_DIRS));
            assertThat(files).isDirectory();
        }

        assertThat(Files.exists(files)).isFalse();
    }
}
