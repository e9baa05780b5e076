package io.beitstream.infra.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/**
 * Questions to a cluster, each answered within seconds or not at all.
 *
 * @param clientProperties such as SASL and TLS settings; never logged
 */
public record ClusterAdmin(String bootstrapServers, Map<String, String> clientProperties) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What is asked. */
    public interface Question<T> {
        T ask(Admin admin) throws InterruptedException;
    }

    /**
     * Asks with a client of its own.
     *
     * @throws IllegalArgumentException if the client does not take its settings
     */
    public <T> T ask(Question<T> question) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put("bootstrap.servers", bootstrapServers);
        properties.putIfAbsent("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        properties.putIfAbsent("request.timeout.ms", "5000");
        try (Admin admin = Admin.create(properties)) {
            return question.ask(admin);
        } catch (org.apache.kafka.common.KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("unusable Kafka settings: " + cause.getMessage(), e);
        }
    }

    /**
     * Waits for an answer.
     *
     * @throws IllegalStateException if there is none
     */
    public <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return wait(future);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "the Kafka cluster at %s does not answer: %s"
                            .formatted(bootstrapServers, cause.getMessage()),
                    e);
        }
    }

    /** Waits for what the cluster may refuse. */
    public <T> T wait(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS);
    }

    @Override
    public String toString() {
        return "ClusterAdmin[%s]".formatted(bootstrapServers);
    }
}
