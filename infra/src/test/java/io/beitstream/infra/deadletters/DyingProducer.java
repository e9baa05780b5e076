package io.beitstream.infra.deadletters;

import java.time.Duration;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer of a process that is killed: after a number of steps it does nothing more, not even
 * the end of its transaction. Beginning, each record, and the two ends of a commit are steps.
 */
final class DyingProducer extends KafkaProducer<byte[], byte[]> {
    private int stepsToLive;

    /** The end of the process. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    DyingProducer(KafkaClients clients, String transactionalId, int stepsToLive) {
        super(
                clients.producerSettings(transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.stepsToLive = stepsToLive;
    }

    private void step() {
        if (stepsToLive-- <= 0) {
            throw new Killed();
        }
    }

    @Override
    public void beginTransaction() {
        step();
        super.beginTransaction();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        step();
        Future<RecordMetadata> sent = super.send(record);
        flush();
        return sent;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        return super.send(record, callback);
    }

    @Override
    public void commitTransaction() {
        step();
        super.commitTransaction();
        step();
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
