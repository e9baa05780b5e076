package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Kafka's source, with changes: if it is bounded, it ends also when it goes on from a checkpoint
 * ({@link EndingEnumerator}), and its last offsets are committed; its checkpoints keep the records
 * of images that are still worked on ({@link ImageTopicReader}).
 */
final class ImageTopicSource extends ForwardingSource<KafkaPartitionSplit, KafkaSourceEnumState> {
    private static final long serialVersionUID = 1L;

    private final GroupPositions group;

    /**
     * @param group that reads, for the end of a bounded source
     */
    ImageTopicSource(KafkaSource<SourceRecord> source, GroupPositions group) {
        super(source);
        this.group = group;
    }

    @Override
    public SourceReader<SourceRecord, KafkaPartitionSplit> createReader(SourceReaderContext context)
            throws Exception {
        return new ImageTopicReader(
                super.createReader(context), context.metricGroup(), group::raise);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
            throws Exception {
        return getBoundedness() == Boundedness.BOUNDED
                ? EndingEnumerator.of(context, told -> super.restoreEnumerator(told, state))
                : super.restoreEnumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return new PartitionSerializer(super.getSplitSerializer());
    }
}
