package io.beitstream.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.Stage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitioningTest {
    private static final Instant INGESTED = Instant.parse("2026-11-27T23:59:59.999Z");

    @Test
    void theDayIsThatOfTheEventAndElseOfItsRecord() {
        Partitioning byDate = Partitioning.of("date");

        assertThat(byDate.folder(provenance(Instant.parse("2025-01-02T03:04:05Z")), Map.of()))
                .isEqualTo("date=2025-01-02");
        assertThat(byDate.folder(provenance(null), Map.of())).isEqualTo("date=2026-11-27");
    }

    @Test
    void valuesAreWrittenAsHiveDoes() {
        Partitioning byClass = Partitioning.of("attribute:class");

        assertThat(folder(byClass, "grey cat")).isEqualTo("class=grey cat");
        assertThat(folder(byClass, "../../etc")).isEqualTo("class=..%2F..%2Fetc");
        assertThat(folder(byClass, "a=b%\n")).isEqualTo("class=a%3Db%25%0A");
        assertThat(folder(byClass, "кот")).isEqualTo("class=кот");
        assertThat(folder(byClass, "")).isEqualTo("class=__HIVE_DEFAULT_PARTITION__");
        assertThat(byClass.folder(provenance(null), Map.of()))
                .isEqualTo("class=__HIVE_DEFAULT_PARTITION__");
        assertThat(folder(byClass, "x".repeat(151))).isEqualTo("class=__OTHERS__");
    }

    @Test
    void otherPartitioningsAndNamesAreMistakes() {
        assertThatThrownBy(() -> Partitioning.of("hour"))
                .hasMessage("unknown partitioning 'hour': use none, date or attribute:NAME");
        assertThatThrownBy(() -> Partitioning.of("attribute:a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a/b'");
    }

    @Test
    void moreFoldersThanMayBeOpenShareOneUntilACheckpointHasClosedThem() {
        OpenFiles open = new OpenFiles();
        PartitionAssigner<DeadLetter> assigner =
                new PartitionAssigner<>(Partitioning.of("attribute:class"), open);
        for (int i = 0; i < PartitionAssigner.MOST_OPEN; i++) {
            assertThat(assigner.getBucketId(letter("" + i), null)).isEqualTo("class=" + i);
            open.one();
        }

        assertThat(assigner.getBucketId(letter("more"), null)).isEqualTo("class=__OTHERS__");
        assertThat(assigner.getBucketId(letter("7"), null)).isEqualTo("class=7");
        assertThat(assigner.getBucketId(new OutputRecord<>(null, null, List.of()), null))
                .isEqualTo("class=7");

        assertThat(
                        new PartitionAssigner<DeadLetter>(Partitioning.of("date"), open)
                                .getBucketId(new OutputRecord<>(null, null, List.of()), null))
                .isEqualTo("date=__HIVE_DEFAULT_PARTITION__");

        OpenFiles none = new OpenFiles();
        PartitionAssigner<DeadLetter> closed =
                new PartitionAssigner<>(Partitioning.of("attribute:class"), none);
        for (int i = 0; i <= PartitionAssigner.MOST_OPEN; i++) {
            assertThat(closed.getBucketId(letter("" + i), null)).isEqualTo("class=" + i);
        }
    }

    @Test
    void aTimeIsSoManyCheckpoints() {
        assertThat(FileSize.of(9, Duration.ofMinutes(10), Duration.ofSeconds(7)).checkpoints())
                .isEqualTo(86);
        assertThat(FileSize.of(9, Duration.ofSeconds(1), Duration.ofMinutes(1)).checkpoints())
                .isEqualTo(1);
    }

    private static String folder(Partitioning partitioning, String value) {
        return partitioning.folder(provenance(null), Map.of("class", value));
    }

    private static OutputRecord<DeadLetter> letter(String value) {
        return new OutputRecord<>(
                null,
                DeadLetter.newBuilder()
                        .setOriginalEvent(ByteBuffer.allocate(0))
                        .setStage(Stage.FETCH)
                        .setErrorClass("e")
                        .setMessage("m")
                        .setAttempts(1)
                        .setProvenance(provenance(null))
                        .setAttributes(Map.of("class", value))
                        .build(),
                List.of());
    }

    private static Provenance provenance(Instant eventTime) {
        return Provenance.newBuilder()
                .setTopic("images")
                .setPartition(0)
                .setOffset(0)
                .setIngestTime(INGESTED)
                .setEventTime(eventTime)
                .setProcessedTime(INGESTED)
                .build();
    }
}
