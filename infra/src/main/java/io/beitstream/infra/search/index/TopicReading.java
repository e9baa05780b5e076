package io.beitstream.infra.search.index;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Reads all partitions of the topics from where the generations are, without a consumer group: what
 * is read next depends on nothing but the index itself.
 */
final class TopicReading implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Generations generations;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();

    TopicReading(Consumer<byte[], byte[]> consumer, Generations generations) {
        this.consumer = consumer;
        this.generations = generations;
    }

    /**
     * Reads these partitions too, if they are new.
     *
     * @throws IllegalStateException if what comes next is no longer there
     */
    void follow(Map<String, TopicDescription> topics) {
        List<TopicPartition> added = new ArrayList<>();
        topics.forEach(
                (name, description) -> {
                    requireSame(name, description.topicId().toString());
                    description
                            .partitions()
                            .forEach(p -> added.add(new TopicPartition(name, p.partition())));
                });
        added.removeAll(ends.keySet());
        if (added.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(added);
        Map<TopicPartition, Long> nows = consumer.endOffsets(added);
        for (TopicPartition partition : added) {
            long begin = begins.getOrDefault(partition, 0L);
            long end = nows.getOrDefault(partition, 0L);
            for (Generation generation : generations.all()) {
                requireThere(partition, generation.positions(), begin, end);
                generation.positions().name(partition.topic(), id(topics, partition));
                if (generation.positions().next(partition).isEmpty()) {
                    generation.advance(partition, begin);
                }
            }
            ends.put(partition, end);
        }
        consumer.assign(ends.keySet());
        added.forEach(this::seek);
    }

    private static String id(Map<String, TopicDescription> topics, TopicPartition partition) {
        TopicDescription description = topics.get(partition.topic());
        return description == null ? "" : description.topicId().toString();
    }

    private void requireSame(String topic, String id) {
        String known = generations.serving().positions().topicId(topic);
        if (known != null && !known.equals(id)) {
            throw new IllegalStateException(
                    "the topic %s was deleted and created again since it was read: --rebuild builds the index anew"
                            .formatted(topic));
        }
    }

    private static void requireThere(
            TopicPartition partition, Positions positions, long begin, long end) {
        OptionalLong next = positions.next(partition);
        if (next.isEmpty()) {
            return;
        }
        if (next.getAsLong() < begin) {
            throw lost(partition);
        }
        if (next.getAsLong() > end) {
            throw new IllegalStateException(
                    "%s ends at %d, and has been read up to %d: it is not what it was, --rebuild builds the index anew"
                            .formatted(partition, end, next.getAsLong()));
        }
    }

    private static IllegalStateException lost(TopicPartition partition) {
        return new IllegalStateException(
                "records of %s were deleted before they were read: --rebuild builds the index from those that are left"
                        .formatted(partition));
    }

    /** Goes to where the generation is that has read least. */
    private void seek(TopicPartition partition) {
        long least =
                generations.all().stream()
                        .mapToLong(generation -> generation.positions().next(partition).orElse(0))
                        .min()
                        .orElse(0);
        consumer.seek(partition, least);
        next.put(partition, least);
    }

    /** Where the partitions begin. */
    Map<TopicPartition, Long> begins() {
        return consumer.beginningOffsets(ends.keySet());
    }

    /**
     * Begins again where the generations are.
     *
     * @param begins before which there is nothing to go back to
     */
    void seekAll(Map<TopicPartition, Long> begins) {
        for (TopicPartition partition : ends.keySet()) {
            long begin = begins.getOrDefault(partition, 0L);
            generations.all().forEach(generation -> generation.advance(partition, begin));
            seek(partition);
        }
    }

    /** The next records; none if there are none, or the brokers are away. */
    Iterable<ConsumerRecord<byte[], byte[]>> poll() {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.nextOffsets().forEach((partition, to) -> next.put(partition, to.offset()));
            return records;
        } catch (OffsetOutOfRangeException e) {
            throw lost(e.partitions().iterator().next());
        } catch (RetriableException e) {
            return List.of();
        }
    }

    /** Notes that all that was polled has been dealt with. */
    void done() {
        for (Generation generation : generations.all()) {
            next.forEach(generation::advance);
        }
    }

    /** How many committed records are yet to be read. */
    long lag() {
        long lag = 0;
        for (TopicPartition partition : ends.keySet()) {
            lag += consumer.currentLag(partition).orElse(left(partition));
        }
        return lag;
    }

    /** Whether all is read that was there when reading began. */
    boolean isPastStart() {
        return ends.keySet().stream().allMatch(partition -> left(partition) == 0);
    }

    private long left(TopicPartition partition) {
        long end = ends.getOrDefault(partition, 0L);
        return Math.max(0, end - next.getOrDefault(partition, 0L));
    }

    /** Ends a wait for records; may be called from any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(2));
    }
}
