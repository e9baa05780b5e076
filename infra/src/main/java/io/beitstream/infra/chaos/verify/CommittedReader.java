package io.beitstream.infra.chaos.verify;

import io.beitstream.infra.chaos.stream.ImageId;
import io.beitstream.infra.chaos.stream.ImageKind;
import io.beitstream.infra.demo.Topics;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.SingleObjectCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output topics with {@code read_committed} from the beginning, on a thread of its own,
 * while everything else breaks. Keeps its offsets itself: nothing is read twice.
 */
public final class CommittedReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Map<String, Tally.Output> outputs;
    private final Tally tally;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SingleObjectCodec<DeadLetter> letters = new SingleObjectCodec<>(DeadLetter.class);
    private final Map<String, Integer> deathsOfTheSound = new TreeMap<>();
    private final Thread thread = new Thread(this::readOn, "committed reader");
    private volatile boolean isClosing;
    private volatile long lastRecordNanos = System.nanoTime();
    private volatile @Nullable RuntimeException failure;

    public CommittedReader(String bootstrapServers, Topics topics, int partitions, Tally tally) {
        this.tally = tally;
        this.outputs =
                Map.of(
                        topics.tokens(), Tally.Output.TOKENS,
                        topics.embeddings(), Tally.Output.EMBEDDINGS,
                        topics.deadLetters(), Tally.Output.DEAD_LETTERS);
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers);
        properties.setProperty("isolation.level", "read_committed");
        properties.setProperty("enable.auto.commit", "false");
        // An offset that is suddenly out of range is a finding, nothing to start over from.
        properties.setProperty("auto.offset.reset", "none");
        properties.setProperty("request.timeout.ms", "5000");
        properties.setProperty("default.api.timeout.ms", "600000");
        ByteArrayDeserializer asIs = new ByteArrayDeserializer();
        consumer = new KafkaConsumer<>(properties, asIs, asIs);
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : outputs.keySet()) {
            for (int partition = 0; partition < partitions; partition++) {
                all.add(new TopicPartition(topic, partition));
            }
        }
        consumer.assign(all);
        all.forEach(partition -> consumer.seek(partition, 0));
        thread.setDaemon(true);
        thread.start();
    }

    private void readOn() {
        try (consumer) {
            while (!isClosing) {
                try {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        count(record);
                    }
                } catch (RetriableException e) {
                    // A broker is away; the position is kept.
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void count(ConsumerRecord<byte[], byte[]> record) {
        lastRecordNanos = System.nanoTime();
        Tally.Output output = outputs.get(record.topic());
        if (output == null) {
            throw new IllegalStateException("not asked for: " + record.topic());
        }
        int index = record.key() == null ? -1 : ImageId.indexOf(record.key());
        if (output == Tally.Output.DEAD_LETTERS && index >= 0 && ImageKind.of(index).isSound()) {
            countDeath(record.value());
        }
        tally.committed(output, index);
    }

    private synchronized void countDeath(byte[] value) {
        String cause;
        try {
            DeadLetter letter = letters.decode(value);
            cause = letter.getStage() + " " + letter.getErrorClass();
        } catch (MalformedRecordException e) {
            cause = "an unreadable dead letter";
        }
        deathsOfTheSound.merge(cause, 1, Integer::sum);
    }

    /** Why sound images became dead letters, and how many. */
    public synchronized Map<String, Integer> deathsOfTheSound() {
        return new TreeMap<>(deathsOfTheSound);
    }

    /** How long nothing has come. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastRecordNanos);
    }

    /**
     * Fails if the reader could not go on.
     *
     * @throws IllegalStateException with the cause
     */
    public void check() {
        RuntimeException e = failure;
        if (e != null) {
            throw new IllegalStateException(
                    "the reader of the output failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        isClosing = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
