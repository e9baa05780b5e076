package io.beitstream.infra.cli;

import io.beitstream.infra.topics.ClusterAdmin;
import io.beitstream.jobs.FeatureExtractionOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Asks the broker, before a job starts, what would otherwise fail minutes later inside it. */
final class KafkaPreflight {
    private static final String COMPACTED = "compact";

    private final ClusterAdmin cluster;

    KafkaPreflight(String bootstrapServers, Map<String, String> clientProperties) {
        this.cluster = new ClusterAdmin(bootstrapServers, clientProperties);
    }

    /**
     * Checks that the broker answers, has the topics and accepts the transactions.
     *
     * @param input null if the job reads files
     * @param outputs empty if it writes files; with the option of 'topics create' that makes each
     * @param others that must be there too, in the same way
     * @param transactionTimeout null unless transactions are used
     * @throws IllegalArgumentException saying what to change
     * @throws IllegalStateException if the broker cannot be reached
     */
    KafkaFacts check(
            @Nullable String input,
            Map<String, String> outputs,
            Map<String, String> others,
            String group,
            @Nullable Duration transactionTimeout)
            throws InterruptedException {
        Map<String, String> topics = new LinkedHashMap<>();
        if (input != null) {
            topics.put(input, "--input-topic");
        }
        outputs.forEach(topics::putIfAbsent);
        others.forEach(topics::putIfAbsent);
        return cluster.ask(
                admin -> {
                    requireTopics(admin, topics);
                    if (transactionTimeout != null) {
                        checkTransactions(admin, transactionTimeout);
                    }
                    return new KafkaFacts(
                            cluster.get(admin.describeCluster().clusterId()),
                            maxRecordBytes(admin, outputs.keySet()),
                            input != null && hasOffsets(admin, group, input));
                });
    }

    /**
     * Checks that the broker answers and has the topics; errors as above.
     *
     * @param topics with the option of 'topics create' that makes each
     */
    void check(Map<String, String> topics) throws InterruptedException {
        var unused =
                cluster.ask(
                        admin -> {
                            requireTopics(admin, topics);
                            return true;
                        });
    }

    /**
     * Checks that a topic keeps the newest record of each key for good.
     *
     * @param topic null for none
     * @throws IllegalArgumentException if it does not
     */
    void requireCompacted(@Nullable String topic) throws InterruptedException {
        if (topic == null) {
            return;
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String policy =
                cluster.ask(
                        admin -> {
                            Config config =
                                    cluster.get(admin.describeConfigs(List.of(resource)).all())
                                            .get(resource);
                            ConfigEntry entry =
                                    config == null ? null : config.get("cleanup.policy");
                            return entry == null ? COMPACTED : entry.value();
                        });
        if (!policy.equals(COMPACTED)) {
            throw new IllegalArgumentException(
                    "the topic %s would forget which models serve (cleanup.policy=%s): set it to %s"
                            .formatted(topic, policy, COMPACTED));
        }
    }

    private void requireTopics(Admin admin, Map<String, String> topics)
            throws InterruptedException {
        Map<String, String> missing = new LinkedHashMap<>(topics);
        missing.keySet().removeAll(cluster.get(admin.listTopics().names()));
        if (!missing.isEmpty()) {
            StringBuilder options = new StringBuilder();
            missing.forEach(
                    (topic, option) ->
                            options.append(' ').append(option).append(' ').append(topic));
            throw new IllegalArgumentException(
                    "the Kafka cluster at %s has no topic %s: 'beitstream topics create --bootstrap-servers %s%s' makes %s"
                            .formatted(
                                    cluster.bootstrapServers(),
                                    String.join(", ", missing.keySet()),
                                    cluster.bootstrapServers(),
                                    options,
                                    missing.size() == 1 ? "it" : "them"));
        }
    }

    private long maxRecordBytes(Admin admin, Collection<String> topics)
            throws InterruptedException {
        List<ConfigResource> resources =
                topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList();
        long least = FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES;
        if (!resources.isEmpty()) {
            least = Long.MAX_VALUE;
            for (Config config : cluster.get(admin.describeConfigs(resources).all()).values()) {
                ConfigEntry entry = config.get("max.message.bytes");
                least = entry == null ? least : Math.min(least, Long.parseLong(entry.value()));
            }
        }
        return least == Long.MAX_VALUE ? FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES : least;
    }

    private boolean hasOffsets(Admin admin, String group, String topic)
            throws InterruptedException {
        return cluster
                .get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .keySet()
                .stream()
                .anyMatch(partition -> partition.topic().equals(topic));
    }

    /** Deletes what a consumer group has committed; nothing if there is no such group. */
    void forget(String group) throws InterruptedException {
        var unused =
                cluster.ask(
                        admin -> {
                            KafkaFuture<Void> deleted =
                                    admin.deleteConsumerGroups(List.of(group)).all();
                            try {
                                return cluster.wait(deleted) == null;
                            } catch (ExecutionException | TimeoutException e) {
                                if (e.getCause() instanceof GroupIdNotFoundException) {
                                    return true;
                                }
                                throw new IllegalStateException(
                                        "the consumer group %s cannot be given up: %s"
                                                .formatted(group, e.getMessage()),
                                        e);
                            }
                        });
    }

    private void checkTransactions(Admin admin, Duration timeout) throws InterruptedException {
        Node node = cluster.get(admin.describeCluster().nodes()).iterator().next();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        Config config = cluster.get(admin.describeConfigs(List.of(broker)).all()).get(broker);
        ConfigEntry limit = config == null ? null : config.get("transaction.max.timeout.ms");
        if (limit != null && timeout.toMillis() > Long.parseLong(limit.value())) {
            throw new IllegalArgumentException(
                    "the broker allows transactions of %s ms at most (transaction.max.timeout.ms): lower --transaction-timeout"
                            .formatted(limit.value()));
        }
    }
}
