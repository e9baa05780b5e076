package io.beitstream.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.io.IOException;
import java.util.List;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionSerializerTest {
    private static final KafkaPartitionSplit SPLIT =
            new KafkaPartitionSplit(new TopicPartition("images", 3), 17, 90);
    private static final List<SourceRecord> RECORDS =
            List.of(
                    new SourceRecord("images", 3, 11, 5, new byte[] {1}, new byte[] {2}),
                    new SourceRecord("images", 3, 12, 6, null, null));

    private final KafkaPartitionSplitSerializer kafka = new KafkaPartitionSplitSerializer();
    private final PartitionSerializer serializer = new PartitionSerializer(kafka);

    @Test
    void aPartitionWithoutUnfinishedRecordsIsKafkasOwn() throws Exception {
        assertThat(again(SPLIT)).isEqualTo(SPLIT).isExactlyInstanceOf(KafkaPartitionSplit.class);
    }

    @Test
    void unfinishedRecordsComeBackWithTheirPartition() throws Exception {
        UnfinishedPartition read =
                (UnfinishedPartition) again(UnfinishedPartition.of(SPLIT, RECORDS));

        assertThat(read.getTopicPartition()).isEqualTo(SPLIT.getTopicPartition());
        assertThat(read.getStartingOffset()).isEqualTo(17);
        assertThat(read.getStoppingOffset()).contains(90L);
        assertThat(read.isReadToItsEnd()).isFalse();
        assertThat(read.records()).usingRecursiveComparison().isEqualTo(RECORDS);
    }

    @Test
    void aPartitionThatIsReadToItsEndStaysSo() throws Exception {
        UnfinishedPartition read =
                (UnfinishedPartition) again(UnfinishedPartition.readToItsEnd(RECORDS, 99));

        assertThat(read.getTopicPartition()).isEqualTo(SPLIT.getTopicPartition());
        assertThat(read.isReadToItsEnd()).isTrue();
        assertThat(read.records()).usingRecursiveComparison().isEqualTo(RECORDS);
    }

    @Test
    void checkpointsFromBeforeAreRead() throws Exception {
        assertThat(serializer.deserialize(kafka.getVersion(), kafka.serialize(SPLIT)))
                .isEqualTo(SPLIT);
    }

    @Test
    void aNewerVersionIsNotGuessedAt() throws Exception {
        byte[] bytes = serializer.serialize(SPLIT);

        assertThatThrownBy(() -> serializer.deserialize(serializer.getVersion() + 1, bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 1001")
                .hasMessageContaining("use a newer one");
    }

    private KafkaPartitionSplit again(KafkaPartitionSplit split) throws IOException {
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    }
}
