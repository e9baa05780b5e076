package io.beitstream.jobs.sink;

import io.beitstream.schemas.RecordFormat;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * The Kafka cluster that records are written to, and the delivery that its readers rely on.
 *
 * @param clientProperties what the producer gets besides, such as SASL and TLS settings; never
 *     logged
 * @param records how records are encoded
 * @param transactionalIdPrefix unique to this job among all that write to the cluster; for
 *     exactly-once
 * @param transactionTimeout after which the broker gives up an open transaction; for exactly-once
 * @param maxRecordBytes what a record may take; the producer has room for one of that size
 */
public record KafkaSinkOptions(
        String bootstrapServers,
        Map<String, String> clientProperties,
        RecordFormat records,
        Delivery delivery,
        String transactionalIdPrefix,
        Duration transactionTimeout,
        long maxRecordBytes) {
    private static final String REQUEST_SIZE = "max.request.size";
    private static final String BUFFER = "buffer.memory";

    /** Kafka's default of what goes to a broker at once. */
    private static final long LEAST_REQUEST_BYTES = 1 << 20;

    /** Kafka's default of the memory in which a producer keeps what it has not sent. */
    private static final long LEAST_BUFFER_BYTES = 32 << 20;

    /** What Kafka estimates beyond a record's size, at most. */
    private static final long MARGIN_BYTES = 64 << 10;

    /** What the broker allows when it is not configured otherwise. */
    public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    /** Of records in single-object encoding. */
    public KafkaSinkOptions(
            String bootstrapServers,
            Map<String, String> clientProperties,
            Delivery delivery,
            String transactionalIdPrefix,
            Duration transactionTimeout,
            long maxRecordBytes) {
        this(
                bootstrapServers,
                clientProperties,
                RecordFormat.SINGLE_OBJECT,
                delivery,
                transactionalIdPrefix,
                transactionTimeout,
                maxRecordBytes);
    }

    /**
     * Checks that a transaction outlives a checkpoint and a restart, and that the producer's own
     * settings let the largest records through: one that it refuses would end the job.
     *
     * @throws IllegalArgumentException saying which setting to change
     */
    public void validate(
            Duration checkpointInterval, Duration checkpointTimeout, Duration longestDrain) {
        Duration waiting =
                longestDrain.compareTo(checkpointTimeout) > 0 ? longestDrain : checkpointTimeout;
        Duration needed = checkpointInterval.plus(waiting);
        if (delivery == Delivery.EXACTLY_ONCE && transactionTimeout.compareTo(needed) <= 0) {
            throw new IllegalArgumentException(
                    ("exactly-once: the transaction timeout (%d s) must exceed checkpoint interval plus"
                                    + " checkpoint timeout or longest outage (%d s), or records of a slow checkpoint are lost")
                            .formatted(transactionTimeout.toSeconds(), needed.toSeconds()));
        }
        for (String setting : new String[] {REQUEST_SIZE, BUFFER}) {
            String given = clientProperties.get(setting);
            if (given != null && Long.parseLong(given.trim()) < producerBytes()) {
                throw new IllegalArgumentException(
                        "the Kafka property %s=%s is too small for records of %d bytes: leave it out, or lower --max-record-bytes"
                                .formatted(setting, given.trim(), maxRecordBytes));
            }
        }
    }

    private long producerBytes() {
        return Math.min(maxRecordBytes, Integer.MAX_VALUE - MARGIN_BYTES) + MARGIN_BYTES;
    }

    Properties producerProperties() {
        Properties properties = new Properties();
        properties.setProperty(
                REQUEST_SIZE, Long.toString(Math.max(LEAST_REQUEST_BYTES, producerBytes())));
        properties.setProperty(
                BUFFER, Long.toString(Math.max(LEAST_BUFFER_BYTES, producerBytes())));
        properties.setProperty("compression.type", "lz4");
        properties.putAll(clientProperties);
        if (delivery == Delivery.EXACTLY_ONCE) {
            properties.setProperty(
                    "transaction.timeout.ms", Long.toString(transactionTimeout.toMillis()));
        }
        return properties;
    }

    @Override
    public String toString() {
        return "KafkaSinkOptions[%s, %s, %d client properties]"
                .formatted(bootstrapServers, delivery, clientProperties.size());
    }
}
