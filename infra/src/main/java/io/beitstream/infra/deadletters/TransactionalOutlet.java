package io.beitstream.infra.deadletters;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to Kafka, each chunk and the tombstones of its letters in one transaction. The
 * transactional id follows from the letters' topic, so that a second replay fences the first.
 */
public final class TransactionalOutlet implements ReplayOutlet {
    private final Producer<byte[], byte[]> producer;
    private final @Nullable String lettersTopic;

    /**
     * Takes the place of any replay of the same letters; what that had not committed is undone when
     * this returns. Letters must be indexed after this.
     *
     * @param lettersTopic null if the letters lie in files, which get no tombstones
     */
    public static TransactionalOutlet open(KafkaClients clients, @Nullable String lettersTopic) {
        return new TransactionalOutlet(
                clients.producer(transactionalId(lettersTopic)), lettersTopic);
    }

    TransactionalOutlet(Producer<byte[], byte[]> producer, @Nullable String lettersTopic) {
        this.producer = producer;
        this.lettersTopic = lettersTopic;
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    static String transactionalId(@Nullable String lettersTopic) {
        return lettersTopic == null
                ? "beitstream-replay-of-files"
                : "beitstream-replay-" + lettersTopic;
    }

    @Override
    public List<ReplayEvent> publish(List<ReplayEvent> events) {
        if (events.isEmpty() || commits(events)) {
            return List.of();
        }
        List<ReplayEvent> refused = new ArrayList<>();
        for (ReplayEvent event : events) {
            if (events.size() == 1 || !commits(List.of(event))) {
                refused.add(event);
            }
        }
        return refused;
    }

    /** Whether the transaction was committed; false if the broker refuses a record of it. */
    private boolean commits(List<ReplayEvent> events) {
        try {
            producer.beginTransaction();
            for (ReplayEvent event : events) {
                send(event);
            }
            producer.commitTransaction();
            return true;
        } catch (KafkaException e) {
            if (ExceptionUtils.hasCause(e, ProducerFencedException.class)
                    || ExceptionUtils.hasCause(e, InvalidProducerEpochException.class)) {
                throw new ReplayStoppedException(
                        "another replay of the same letters has begun and goes on in this one's place",
                        e);
            }
            if (ExceptionUtils.hasCause(e, RecordTooLargeException.class)
                    || ExceptionUtils.hasCause(e, InvalidRecordException.class)) {
                producer.abortTransaction();
                return false;
            }
            throw new ReplayStoppedException("Kafka fails: " + e.getMessage(), e);
        }
    }

    private void send(ReplayEvent event) {
        Original original = event.original();
        producer.send(
                new ProducerRecord<>(
                        event.topic(),
                        null,
                        null,
                        original.key(),
                        original.event(),
                        original.headers()));
        if (lettersTopic != null) {
            for (int partition : event.parts()) {
                producer.send(
                        new ProducerRecord<>(
                                lettersTopic, partition, event.letter().key().bytes(), null));
            }
        }
    }

    @Override
    public String refusal() {
        return "are refused by the broker, as larger than the topic's max.message.bytes or as invalid";
    }

    @Override
    public void close() {
        producer.close();
    }
}
