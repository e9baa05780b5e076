package io.beitstream.infra.search.index;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks the brokers about topics now and then, without holding up what is read meanwhile. */
final class TopicWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration WAIT = Duration.ofMillis(100);

    private final Admin admin;
    private final List<String> topics;
    private final Consumer<String> say;
    private @Nullable KafkaFuture<Map<String, TopicDescription>> pending;
    private long askedNanos = System.nanoTime() - PERIOD.toNanos();
    private boolean isAway;

    TopicWatch(Admin admin, List<String> topics, Consumer<String> say) {
        this.admin = admin;
        this.topics = topics;
        this.say = say;
    }

    /**
     * Waits a little for what there is to be heard; null if that is nothing.
     *
     * @throws IllegalArgumentException if a topic is not there
     */
    @Nullable Map<String, TopicDescription> await() throws InterruptedException {
        Map<String, TopicDescription> heard = news();
        KafkaFuture<Map<String, TopicDescription>> asked = pending;
        if (asked == null) {
            return heard;
        }
        try {
            return asked.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new IllegalArgumentException(
                        "the Kafka cluster lacks one of the topics %s: create it first"
                                .formatted(String.join(", ", topics)),
                        e);
            }
            return news();
        }
    }

    /** What has been heard since the last call; null if that is nothing. */
    @Nullable Map<String, TopicDescription> news() {
        KafkaFuture<Map<String, TopicDescription>> asked = pending;
        if (asked == null) {
            if (System.nanoTime() - askedNanos >= PERIOD.toNanos()) {
                askedNanos = System.nanoTime();
                pending = question();
            }
            return null;
        }
        if (!asked.isDone()) {
            return null;
        }
        pending = null;
        try {
            Map<String, TopicDescription> heard = asked.getNow(Map.of());
            if (isAway) {
                say.accept("Kafka answers again");
                isAway = false;
            }
            return heard;
        } catch (Exception e) {
            if (!isAway) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                say.accept("waiting for Kafka: " + cause.getMessage());
                isAway = true;
            }
            return null;
        }
    }

    private KafkaFuture<Map<String, TopicDescription>> question() {
        return admin.describeTopics(topics).allTopicNames();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
