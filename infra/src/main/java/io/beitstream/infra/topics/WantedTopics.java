package io.beitstream.infra.topics;

import java.util.List;
import java.util.Map;

/**
 * The topics of a stream as they should be.
 *
 * @param roles by name of the topic
 * @param partitions of each but control topics, which have one
 * @param replication of each; 0 for three, or as many as there are brokers
 */
public record WantedTopics(
        Map<String, TopicRole> roles, int partitions, int replication, TopicLimits limits) {
    private static final int BY_DEFAULT = 3;

    public WantedTopics {
        if (partitions < 1 || replication < 0 || replication > Short.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "topics have at least one partition and one replica");
        }
    }

    /** The plans, for a cluster of this many brokers. */
    List<TopicPlan> plans(int brokers) {
        int replicas = replication == 0 ? Math.min(BY_DEFAULT, brokers) : replication;
        if (replicas > brokers) {
            throw new IllegalArgumentException(
                    "%d replicas need as many brokers, and there are %d: lower --replication"
                            .formatted(replicas, brokers));
        }
        return roles.entrySet().stream()
                .map(
                        topic ->
                                new TopicPlan(
                                        topic.getKey(),
                                        topic.getValue().partitions(partitions),
                                        replicas,
                                        topic.getValue().settings(limits, replicas)))
                .toList();
    }
}
