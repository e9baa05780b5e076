package io.beitstream.infra.deadletters;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic to its end, in two parts: the committed records, and behind an open transaction the
 * tail of records of which nobody can know yet whether they count. Not thread-safe.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> committed;
    private final Consumer<byte[], byte[]> tail;
    private final List<TopicPartition> partitions;
    private final int emptyPolls;

    /** Takes a record. */
    interface Visitor {
        void visit(ConsumerRecord<byte[], byte[]> record);
    }

    /**
     * @param patience how long to wait for open transactions to end
     */
    TopicReader(KafkaClients clients, String topic, Duration patience) {
        this.committed = clients.consumer("read_committed", "earliest");
        this.tail = clients.consumer("read_uncommitted", "earliest");
        this.emptyPolls = (int) (patience.toMillis() / POLL.toMillis());
        this.partitions =
                tail.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
    }

    /** Reads the committed records from the beginning to what is the end now. */
    void readCommitted(Visitor visitor) {
        Map<TopicPartition, Long> ends = tail.endOffsets(partitions);
        committed.assign(partitions);
        committed.seekToBeginning(partitions);
        Patience patience = new Patience(committed::listTopics);
        int empty = 0;
        while (!passed(committed, ends)) {
            int count = visit(committed, visitor);
            patience.waited(count > 0);
            empty = count > 0 ? 0 : empty + 1;
            if (empty > emptyPolls && passed(committed, committed.endOffsets(partitions))) {
                break; // held up by an open transaction
            }
        }
        tail.assign(partitions);
        for (TopicPartition partition : partitions) {
            tail.seek(partition, committed.position(partition));
        }
        committed.unsubscribe(); // and lets go of what it has fetched ahead
    }

    /** Reads on to what is the end now, in doubt or not. */
    void readTail(Visitor visitor) {
        Map<TopicPartition, Long> ends = tail.endOffsets(partitions);
        Patience patience = new Patience(tail::listTopics);
        while (!passed(tail, ends)) {
            patience.waited(visit(tail, visitor) > 0);
        }
    }

    private static int visit(Consumer<byte[], byte[]> consumer, Visitor visitor) {
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            visitor.visit(record);
            count++;
        }
        return count;
    }

    private static boolean passed(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> left = new HashMap<>(ends);
        left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        return left.isEmpty();
    }

    @Override
    public void close() {
        committed.close();
        tail.close();
    }
}
