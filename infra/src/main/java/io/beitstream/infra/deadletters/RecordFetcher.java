package io.beitstream.infra.deadletters;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Fetches single records of Kafka topics. Reads on where the next one is near, and seeks where it
 * is not. Not thread-safe.
 */
public final class RecordFetcher implements AutoCloseable {
    private static final long NEAR = 1000;

    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final int patience;
    private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private @Nullable TopicPartition assigned;
    private long next;
    private long end;

    RecordFetcher(KafkaClients clients) {
        this(clients, POLL.multipliedBy(Patience.EMPTY_ANSWERS));
    }

    /**
     * @param patience with a broker that says nothing, before it is asked whether it is there
     */
    public RecordFetcher(KafkaClients clients, Duration patience) {
        this.consumer = clients.consumer("read_committed", "none");
        this.patience = (int) Math.max(1, patience.dividedBy(POLL));
    }

    /**
     * The record at an offset; empty if it is not there, or no longer.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public Optional<ConsumerRecord<byte[], byte[]>> fetch(TopicPartition partition, long offset) {
        boolean readsOn =
                partition.equals(assigned)
                        && offset >= next
                        && offset - next < NEAR
                        && offset < end;
        if (!readsOn && !seek(partition, offset)) {
            return Optional.empty();
        }
        Patience waiting = new Patience(() -> lookAgain(partition, offset), patience);
        while (true) {
            while (!fetched.isEmpty() && fetched.element().offset() < offset) {
                fetched.remove();
            }
            if (!fetched.isEmpty()) {
                boolean found = fetched.element().offset() == offset;
                next = found ? offset + 1 : offset;
                return found ? Optional.of(fetched.remove()) : Optional.empty();
            }
            if (consumer.position(partition) > offset) {
                next = consumer.position(partition);
                return Optional.empty();
            }
            if (!poll(partition)) {
                return Optional.empty();
            }
            waiting.waited(!fetched.isEmpty());
            if (assigned == null) {
                return Optional.empty();
            }
        }
    }

    private boolean poll(TopicPartition partition) {
        try {
            fetched.addAll(consumer.poll(POLL).records(partition));
            return true;
        } catch (OffsetOutOfRangeException e) {
            assigned = null; // the beginning of the partition has just been deleted
            return false;
        }
    }

    /** A topic that was deleted says nothing, and its broker answers everything else. */
    private void lookAgain(TopicPartition partition, long offset) {
        assigned = null;
        if (isThere(partition, offset)) {
            assigned = partition;
        }
    }

    private boolean seek(TopicPartition partition, long offset) {
        fetched.clear();
        assigned = null;
        if (!isThere(partition, offset)) {
            return false;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        assigned = partition;
        next = offset;
        return true;
    }

    private boolean isThere(TopicPartition partition, long offset) {
        boolean known =
                consumer.partitionsFor(partition.topic()).stream()
                        .anyMatch(info -> info.partition() == partition.partition());
        if (!known) {
            return false;
        }
        List<TopicPartition> only = List.of(partition);
        long begin = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        return offset >= begin && offset < end;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
