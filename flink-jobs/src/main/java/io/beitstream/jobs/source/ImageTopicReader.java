package io.beitstream.jobs.source;

import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.metrics.OperatorMetrics;
import io.beitstream.jobs.operator.TaskProgress;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.common.TopicPartition;

/**
 * A reader of Kafka that knows what has not come out of the operators behind it ({@link
 * TaskProgress}): it keeps those records in a checkpoint, with their partitions, reads them first
 * when the job goes on from there, and commits offsets up to which everything has come out.
 */
final class ImageTopicReader extends ForwardingReader<KafkaPartitionSplit> {
    private final Deque<SourceRecord> restored = new ArrayDeque<>();
    private final AtomicInteger partitions = new AtomicInteger(); // metrics read it

    /**
     * @param reader Kafka's; it keeps the offsets of every checkpoint until those of a later one
     *     are committed
     */
    ImageTopicReader(SourceReader<SourceRecord, KafkaPartitionSplit> reader, MetricGroup metrics) {
        super(reader);
        OperatorMetrics.register(metrics, BeitstreamMetric.PARTITIONS_ASSIGNED, partitions::get);
    }

    @Override
    public void start() {
        TaskProgress.ofThisTask().keepBySource();
        super.start();
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
        partitions.addAndGet(splits.size());
        List<KafkaPartitionSplit> toRead = new ArrayList<>();
        for (KafkaPartitionSplit split : splits) {
            boolean readToItsEnd = false;
            if (split instanceof UnfinishedPartition partition) {
                restored.addAll(partition.records());
                readToItsEnd = partition.isReadToItsEnd();
            }
            if (!readToItsEnd) {
                toRead.add(split);
            }
        }
        if (!toRead.isEmpty()) {
            super.addSplits(toRead);
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<SourceRecord> output) throws Exception {
        SourceRecord record = restored.peek();
        if (record == null) {
            return super.pollNext(output);
        }
        restored.remove();
        output.collect(record, record.timestamp());
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return restored.isEmpty() ? super.isAvailable() : CompletableFuture.completedFuture(null);
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
        Map<String, List<SourceRecord>> unfinished = new LinkedHashMap<>();
        TaskProgress.ofThisTask()
                .unfinishedAt(checkpoint, restored.size())
                .forEach(record -> add(unfinished, record));
        restored.forEach(record -> add(unfinished, record));
        List<KafkaPartitionSplit> splits = new ArrayList<>();
        for (KafkaPartitionSplit split : super.snapshotState(checkpoint)) {
            List<SourceRecord> records = unfinished.remove(split.splitId());
            splits.add(records == null ? split : UnfinishedPartition.of(split, records));
        }
        for (List<SourceRecord> records : unfinished.values()) {
            splits.add(UnfinishedPartition.readToItsEnd(records));
        }
        return splits;
    }

    private static void add(Map<String, List<SourceRecord>> byPartition, SourceRecord record) {
        String partition =
                KafkaPartitionSplit.toSplitId(
                        new TopicPartition(record.topic(), record.partition()));
        byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(record);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        // Each of them: only one may name the end of a partition.
        for (long safe : TaskProgress.ofThisTask().completed(checkpoint)) {
            super.notifyCheckpointComplete(safe);
        }
    }
}
