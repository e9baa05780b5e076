package io.beitstream.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.operator.TaskProgress;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageTopicReaderTest {
    /** Each is made once: records with equal arrays are not equal. */
    private static final Map<String, SourceRecord> RECORDS = new HashMap<>();

    private final FakeKafkaReader kafka = new FakeKafkaReader();
    private final List<Map<TopicPartition, Long>> ends = new ArrayList<>();
    private final ImageTopicReader reader =
            new ImageTopicReader(kafka, new UnregisteredMetricsGroup(), ends::add);
    private final TaskProgress progress = TaskProgress.ofThisTask();
    private final Output output = new Output();

    @BeforeEach
    void begin() {
        progress.clear();
        reader.start();
    }

    @Test
    void unfinishedRecordsAreKeptWithTheirPartition() {
        kafka.splits = List.of(split(0, 20), split(1, 30), split(2, 40));
        progress.passed(7, 9, 3, List.of(record(1, 25), record(0, 11), record(1, 26)));

        List<KafkaPartitionSplit> state = reader.snapshotState(7);

        assertThat(state)
                .containsExactly(
                        UnfinishedPartition.of(split(0, 20), List.of(record(0, 11))),
                        UnfinishedPartition.of(split(1, 30), List.of(record(1, 25), record(1, 26))),
                        split(2, 40));
    }

    @Test
    void theyAreReadFirstWhenTheJobGoesOn() throws Exception {
        kafka.toRead = List.of(record(1, 30));
        reader.addSplits(
                List.of(
                        UnfinishedPartition.of(split(1, 30), List.of(record(1, 25), record(1, 26))),
                        split(2, 40)));
        assertThat(reader.isAvailable()).isDone();

        for (int i = 0; i < 3; i++) {
            assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        }

        assertThat(output.records).containsExactly(record(1, 25), record(1, 26), record(1, 30));
        assertThat(kafka.added)
                .extracting(KafkaPartitionSplit::splitId)
                .containsExactly("t-1", "t-2");
        assertThat(reader.isAvailable()).isNotDone();
    }

    @Test
    void aCheckpointBeforeTheyAreReadKeepsThemAndItsPositionIsNotSafe() throws Exception {
        reader.addSplits(
                List.of(
                        UnfinishedPartition.of(
                                split(1, 30), List.of(record(1, 25), record(1, 26)))));
        kafka.splits = List.of(split(1, 30));
        reader.pollNext(output);
        progress.passed(7, 1, 0, List.of(record(1, 25)));

        assertThat(reader.snapshotState(7))
                .containsExactly(
                        UnfinishedPartition.of(
                                split(1, 30), List.of(record(1, 25), record(1, 26))));

        progress.passed(8, 1, 1, List.of()); // the first is out, the second not begun
        reader.snapshotState(8);
        reader.notifyCheckpointComplete(8);
        assertThat(kafka.committed).isEmpty();

        reader.pollNext(output);
        progress.passed(9, 2, 2, List.of());
        reader.snapshotState(9);
        reader.notifyCheckpointComplete(9);
        assertThat(kafka.committed).containsExactly(7L, 8L, 9L);
    }

    @Test
    void ofAPartitionThatIsReadToItsEndTheRecordsRemain() throws Exception {
        progress.passed(7, 9, 3, List.of(record(1, 25)));
        List<KafkaPartitionSplit> state = reader.snapshotState(7);

        assertThat(state)
                .containsExactly(UnfinishedPartition.readToItsEnd(List.of(record(1, 25)), 26));

        ImageTopicReader next =
                new ImageTopicReader(kafka, new UnregisteredMetricsGroup(), ends::add);
        next.addSplits(state);
        next.pollNext(output);
        assertThat(output.records).containsExactly(record(1, 25));
        assertThat(kafka.added).isEmpty();
    }

    @Test
    void everyPositionThatHasBecomeSafeIsCommitted() throws Exception {
        progress.passed(1, 2, 0, List.of(record(0, 0)));
        progress.passed(2, 4, 0, List.of(record(0, 0)));
        reader.notifyCheckpointComplete(1);
        reader.notifyCheckpointComplete(2);
        assertThat(kafka.committed).isEmpty();

        progress.passed(3, 6, 4, List.of(record(0, 4)));
        reader.notifyCheckpointComplete(3);

        assertThat(kafka.committed).containsExactly(1L, 2L);
    }

    @Test
    void withoutOperatorsThatLetImagesWaitEveryPositionIsSafe() throws Exception {
        kafka.splits = List.of(split(0, 20));

        assertThat(reader.snapshotState(1)).containsExactly(split(0, 20));
        reader.notifyCheckpointComplete(1);

        assertThat(kafka.committed).containsExactly(1L);
    }

    @Test
    void whereATopicEndsIsToldOnceAllOfItIsOutInACompleteCheckpoint() throws Exception {
        kafka.toRead = List.of(record(0, 20), record(0, 21));
        reader.addSplits(List.of(split(0, 20), split(1, 30)));
        reader.pollNext(output);
        progress.passed(1, 2, 2, List.of());
        reader.snapshotState(1);
        kafka.status = InputStatus.END_OF_INPUT;
        kafka.toRead = List.of(record(0, 22));
        reader.pollNext(output);
        reader.notifyCheckpointComplete(1);
        assertThat(ends).as("a checkpoint of before the end").isEmpty();

        progress.passed(2, 3, 2, List.of(record(0, 22)));
        reader.snapshotState(2);
        reader.notifyCheckpointComplete(2);
        assertThat(ends).as("one image is not out").isEmpty();

        progress.passed(3, 3, 3, List.of());
        reader.snapshotState(3);
        reader.notifyCheckpointComplete(3);
        assertThat(ends.get(0))
                .isEqualTo(
                        Map.of(new TopicPartition("t", 0), 23L, new TopicPartition("t", 1), 30L));
    }

    private static KafkaPartitionSplit split(int partition, long start) {
        return new KafkaPartitionSplit(new TopicPartition("t", partition), start);
    }

    private static SourceRecord record(int partition, long offset) {
        byte[] key = ("key " + partition).getBytes(StandardCharsets.UTF_8);
        return RECORDS.computeIfAbsent(
                partition + "@" + offset,
                p -> new SourceRecord("t", partition, offset, 5, key, null));
    }

    private static final class FakeKafkaReader
            implements SourceReader<SourceRecord, KafkaPartitionSplit> {
        final List<KafkaPartitionSplit> added = new ArrayList<>();
        final List<Long> committed = new ArrayList<>();
        List<KafkaPartitionSplit> splits = List.of();
        List<SourceRecord> toRead = List.of();
        InputStatus status = InputStatus.MORE_AVAILABLE;

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<SourceRecord> output) {
            toRead.forEach(record -> output.collect(record, record.timestamp()));
            return status;
        }

        @Override
        public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
            return splits;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return new CompletableFuture<>();
        }

        @Override
        public void addSplits(List<KafkaPartitionSplit> splits) {
            added.addAll(splits);
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            committed.add(checkpoint);
        }

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    private static final class Output implements ReaderOutput<SourceRecord> {
        final List<SourceRecord> records = new ArrayList<>();

        @Override
        public void collect(SourceRecord record) {
            records.add(record);
        }

        @Override
        public void collect(SourceRecord record, long timestamp) {
            assertThat(timestamp).isEqualTo(record.timestamp());
            records.add(record);
        }

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<SourceRecord> createOutputForSplit(String split) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String split) {}
    }
}
