package io.beitstream.jobs.sink;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * The Kafka cluster that records are written to, and the delivery that its readers rely on.
 *
 * @param clientProperties what the producer gets besides, such as SASL and TLS settings; never
 *     logged
 * @param transactionalIdPrefix unique to this job among all that write to the cluster; for
 *     exactly-once
 * @param transactionTimeout after which the broker gives up an open transaction; for exactly-once
 */
public record KafkaSinkOptions(
        String bootstrapServers,
        Map<String, String> clientProperties,
        Delivery delivery,
        String transactionalIdPrefix,
        Duration transactionTimeout) {
    /** Larger than any record here should be; what the topic accepts is the broker's decision. */
    private static final int MAX_REQUEST_BYTES = 64 << 20;

    /** What the broker allows when it is not configured otherwise. */
    public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    /**
     * Checks that a transaction outlives a checkpoint and a restart.
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
    }

    Properties producerProperties() {
        Properties properties = new Properties();
        properties.setProperty("max.request.size", Integer.toString(MAX_REQUEST_BYTES));
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
