package io.beitstream.jobs.source;

import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.metrics.OperatorMetrics;
import io.beitstream.jobs.operator.TaskProgress;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A reader of Kafka that knows what has not come out of the operators behind it ({@link
 * TaskProgress}): it keeps those records in a checkpoint, with their partitions, reads them first
 * when the job goes on from there, and commits offsets up to which everything has come out. At the
 * end of a bounded topic it sees to it that the last ones are committed ({@link GroupPositions}).
 */
final class ImageTopicReader extends ForwardingReader<KafkaPartitionSplit> {
    private final Deque<SourceRecord> restored = new ArrayDeque<>();
    private final AtomicInteger partitions = new AtomicInteger(); // metrics read it
    private final Consumer<Map<TopicPartition, Long>> atTheEnd;

    /** Behind the last record that was read of each partition. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private @Nullable PositionedOutput positioned;
    private boolean ended;

    /** The first checkpoint after the end; those before it may lack its records. */
    private long checkpointOfEnd = Long.MAX_VALUE;

    /**
     * @param reader Kafka's; it keeps the offsets of every checkpoint until those of a later one
     *     are committed
     * @param atTheEnd takes the positions of a topic that has been read to its end, once all of it
     *     has come out and a checkpoint that says so is complete
     */
    ImageTopicReader(
            SourceReader<SourceRecord, KafkaPartitionSplit> reader,
            MetricGroup metrics,
            Consumer<Map<TopicPartition, Long>> atTheEnd) {
        super(reader);
        this.atTheEnd = atTheEnd;
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
            if (split.getStartingOffset() >= 0) {
                positions.put(split.getTopicPartition(), split.getStartingOffset());
            }
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
            if (positioned == null || !positioned.isOf(output)) {
                positioned = new PositionedOutput(output, this::read);
            }
            InputStatus status = super.pollNext(positioned);
            ended = status == InputStatus.END_OF_INPUT;
            return status;
        }
        restored.remove();
        output.collect(record, record.timestamp());
        return InputStatus.MORE_AVAILABLE;
    }

    private void read(SourceRecord record) {
        positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
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
            splits.add(UnfinishedPartition.readToItsEnd(records, position(records)));
        }
        if (ended) {
            checkpointOfEnd = Math.min(checkpointOfEnd, checkpoint);
        }
        return splits;
    }

    /** That of the partition of these records. */
    private long position(List<SourceRecord> records) {
        SourceRecord last = records.get(records.size() - 1);
        return Math.max(
                last.offset() + 1,
                positions.getOrDefault(new TopicPartition(last.topic(), last.partition()), 0L));
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
            if (safe >= checkpointOfEnd) {
                atTheEnd.accept(Map.copyOf(positions));
                positions.clear();
            }
        }
    }
}
