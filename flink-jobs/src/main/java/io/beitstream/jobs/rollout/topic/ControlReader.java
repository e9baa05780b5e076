package io.beitstream.jobs.rollout.topic;

import io.beitstream.jobs.record.RolloutRecords;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutState;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a control topic from its beginning on. What is no record of ours is passed over. */
final class ControlReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final SingleObjectCodec<ModelRollout> rollouts =
            new SingleObjectCodec<>(ModelRollout.class);
    private final SingleObjectCodec<RolloutState> states =
            new SingleObjectCodec<>(RolloutState.class);
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    ControlReader(ControlTopic topic) {
        this.consumer = topic.consumer();
        this.partitions =
                consumer.partitionsFor(topic.topic()).stream()
                        .map(info -> new TopicPartition(topic.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on to what is the end now. */
    ControlContent readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<ByteBuffer, ModelRollout> wanted = new LinkedHashMap<>();
        Map<ByteBuffer, RolloutState> told = new LinkedHashMap<>();
        while (!ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            poll(
                    rollout -> {
                        ByteBuffer key = ByteBuffer.wrap(RolloutRecords.key(rollout));
                        wanted.remove(key);
                        wanted.put(key, rollout);
                    },
                    state -> told.put(ByteBuffer.wrap(RolloutRecords.key(state)), state));
        }
        return new ControlContent(new ArrayList<>(wanted.values()), new ArrayList<>(told.values()));
    }

    /** Reads what has come; waits a moment if nothing has. */
    void poll(
            java.util.function.Consumer<ModelRollout> wanted,
            java.util.function.Consumer<RolloutState> told) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            byte[] value = record.value();
            if (value != null) {
                read(value, wanted, told);
            }
        }
    }

    private void read(
            byte[] value,
            java.util.function.Consumer<ModelRollout> wanted,
            java.util.function.Consumer<RolloutState> told) {
        try {
            wanted.accept(rollouts.decode(value));
        } catch (MalformedRecordException e) {
            try {
                told.accept(states.decode(value));
            } catch (MalformedRecordException neither) {
                LOG.warn("passed over in the control topic: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
