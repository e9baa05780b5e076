package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Partitions as bytes in a checkpoint: Kafka's own form, its version before it, then the unfinished
 * records. Versions below ours are Kafka's own form alone.
 */
final class PartitionSerializer implements SimpleVersionedSerializer<KafkaPartitionSplit> {
    /** Far above the versions that Kafka's connector will ever reach. */
    private static final int VERSION = 1_000;

    private final SimpleVersionedSerializer<KafkaPartitionSplit> kafka;

    PartitionSerializer(SimpleVersionedSerializer<KafkaPartitionSplit> kafka) {
        this.kafka = kafka;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(KafkaPartitionSplit split) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(kafka.getVersion());
        SourceRecordFormat.writeArray(out, kafka.serialize(split));
        boolean unfinished = split instanceof UnfinishedPartition;
        out.writeBoolean(unfinished);
        if (unfinished) {
            UnfinishedPartition partition = (UnfinishedPartition) split;
            out.writeBoolean(partition.isReadToItsEnd());
            out.writeInt(partition.records().size());
            for (SourceRecord record : partition.records()) {
                SourceRecordFormat.writeArray(out, SourceRecordFormat.write(record));
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public KafkaPartitionSplit deserialize(int version, byte[] bytes) throws IOException {
        if (version < VERSION) {
            return kafka.deserialize(version, bytes);
        }
        if (version > VERSION) {
            throw new IOException(
                    "the checkpoint holds partitions of version %d, and this program reads version %d: use a newer one"
                            .formatted(version, VERSION));
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        KafkaPartitionSplit split = kafka.deserialize(in.readInt(), readArray(in));
        if (!in.readBoolean()) {
            return split;
        }
        boolean readToItsEnd = in.readBoolean();
        int count = in.readInt();
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(SourceRecordFormat.read(readArray(in)));
        }
        return readToItsEnd
                ? UnfinishedPartition.readToItsEnd(records, split.getStartingOffset())
                : UnfinishedPartition.of(split, records);
    }

    private static byte[] readArray(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
