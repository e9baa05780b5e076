package io.beitstream.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void theEndOfASourceIsNotLongInComing(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "one line");
        try (EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration())) {
            FileSource<String> source =
                    FileSource.forRecordStreamFormat(
                                    new ClosingTimeout(),
                                    new org.apache.flink.core.fs.Path(file.toUri()))
                            .build();
            List<String> milliseconds =
                    flink.environment()
                            .fromSource(source, WatermarkStrategy.noWatermarks(), "file")
                            .setParallelism(1)
                            .executeAndCollect(10);

            assertThat(milliseconds).containsExactly("1000");
        }
    }

    /** Reads one value of a file: the milliseconds that its reader may take to close. */
    private static final class ClosingTimeout extends SimpleStreamFormat<String> {
        private static final long serialVersionUID = 1;

        @Override
        public Reader<String> createReader(Configuration readers, FSDataInputStream stream) {
            Iterator<String> values =
                    List.of(
                                    String.valueOf(
                                            readers.get(
                                                    SourceReaderOptions
                                                            .SOURCE_READER_CLOSE_TIMEOUT)))
                            .iterator();
            return new Reader<>() {
                @Override
                public @Nullable String read() {
                    return values.hasNext() ? values.next() : null;
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
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
