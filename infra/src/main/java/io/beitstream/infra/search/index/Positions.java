package io.beitstream.infra.search.index;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far topics have been read: the offset of the next record of each partition. */
final class Positions {
    private final Map<String, String> topicIds = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> next = new TreeMap<>();

    Positions() {}

    Positions(Map<String, String> topicIds, Map<String, ? extends Map<Integer, Long>> next) {
        this.topicIds.putAll(topicIds);
        next.forEach((topic, offsets) -> this.next.put(topic, new TreeMap<>(offsets)));
    }

    OptionalLong next(TopicPartition partition) {
        Long offset = next.getOrDefault(partition.topic(), Map.of()).get(partition.partition());
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Whether a record was taken before. */
    boolean isPast(TopicPartition partition, long offset) {
        return offset < next(partition).orElse(0);
    }

    /** Moves on, never back; returns whether anything moved. */
    boolean advance(TopicPartition partition, long offset) {
        Map<Integer, Long> offsets =
                next.computeIfAbsent(partition.topic(), topic -> new TreeMap<>());
        Long before = offsets.get(partition.partition());
        if (before != null && before >= offset) {
            return false;
        }
        offsets.put(partition.partition(), offset);
        return true;
    }

    /** The topic's id as the brokers know it; null if nothing of it has been read. */
    @Nullable String topicId(String topic) {
        return topicIds.get(topic);
    }

    void name(String topic, String topicId) {
        topicIds.put(topic, topicId);
    }

    Map<String, String> topicIds() {
        return topicIds;
    }

    Map<String, Map<Integer, Long>> next() {
        return next;
    }
}
