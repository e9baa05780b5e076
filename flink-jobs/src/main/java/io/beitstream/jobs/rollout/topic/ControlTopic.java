package io.beitstream.jobs.rollout.topic;

import io.beitstream.jobs.record.RolloutRecords;
import io.beitstream.jobs.rollout.RolloutLog;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutState;
import io.beitstream.schemas.SingleObjectCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A compacted topic in which changes of models are asked for, and in which jobs say how they stand.
 *
 * @param clientProperties such as SASL and TLS settings; never logged
 */
public record ControlTopic(
        String bootstrapServers, Map<String, String> clientProperties, String topic)
        implements RolloutLog {
    private static final SingleObjectCodec<RolloutState> STATES =
            new SingleObjectCodec<>(RolloutState.class);

    @Override
    public Connection connect(Consumer<ModelRollout> wanted) {
        return ControlConnection.open(this, wanted);
    }

    /**
     * What it holds now.
     *
     * @throws org.apache.kafka.common.KafkaException if it cannot be read
     */
    public ControlContent read() {
        try (ControlReader reader = new ControlReader(this)) {
            return reader.readToEnd();
        }
    }

    /**
     * Asks for a change, and waits until the topic has it.
     *
     * @throws IllegalStateException if it has not
     */
    public void send(ModelRollout rollout) throws InterruptedException {
        byte[] value = new SingleObjectCodec<>(ModelRollout.class).encode(rollout);
        try (Producer<byte[], byte[]> producer = producer()) {
            var written =
                    producer.send(new ProducerRecord<>(topic, RolloutRecords.key(rollout), value))
                            .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the topic %s does not take the change: %s".formatted(topic, e.getMessage()),
                    e);
        }
    }

    /** The first state that fits, of what the topic holds and of what comes within a time. */
    public Optional<RolloutState> await(Predicate<RolloutState> wanted, Duration limit) {
        List<RolloutState> found = new ArrayList<>();
        long end = System.nanoTime() + limit.toNanos();
        try (ControlReader reader = new ControlReader(this)) {
            while (found.isEmpty() && System.nanoTime() < end) {
                reader.poll(
                        rollout -> {},
                        state -> {
                            if (wanted.test(state)) {
                                found.add(state);
                            }
                        });
            }
        }
        return found.stream().findFirst();
    }

    Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = settings();
        settings.put("acks", "all");
        ByteArraySerializer asIs = new ByteArraySerializer();
        return new KafkaProducer<>(settings, asIs, asIs);
    }

    org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = settings();
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", "false");
        ByteArrayDeserializer asIs = new ByteArrayDeserializer();
        return new KafkaConsumer<>(settings, asIs, asIs);
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(clientProperties);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.putIfAbsent("default.api.timeout.ms", "30000");
        settings.putIfAbsent("request.timeout.ms", "15000");
        settings.putIfAbsent("max.block.ms", "15000");
        return settings;
    }

    ProducerRecord<byte[], byte[]> record(RolloutState state) {
        return new ProducerRecord<>(topic, RolloutRecords.key(state), STATES.encode(state));
    }

    @Override
    public String toString() {
        return "ControlTopic[%s, %s]".formatted(bootstrapServers, topic);
    }
}
