package io.beitstream.infra.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates topics that are not there, and tells how those that are differ; changes none. */
public final class TopicCreation {
    private static final int LOOKS = 100;
    private static final long BETWEEN_LOOKS_MILLIS = 50;

    private final ClusterAdmin cluster;
    private final WantedTopics wanted;

    public TopicCreation(ClusterAdmin cluster, WantedTopics wanted) {
        this.cluster = cluster;
        this.wanted = wanted;
    }

    /**
     * Creates what is missing.
     *
     * @return a line for each topic
     * @throws IllegalArgumentException if the cluster cannot have such topics
     * @throws IllegalStateException if the cluster does not answer, or refuses a topic
     */
    public List<String> create() throws InterruptedException {
        return cluster.ask(admin -> lines(admin, true));
    }

    /** As {@link #create}, but creates nothing. */
    public List<String> describe() throws InterruptedException {
        return cluster.ask(admin -> lines(admin, false));
    }

    private List<String> lines(Admin admin, boolean create) throws InterruptedException {
        List<TopicPlan> plans = wanted.plans(cluster.get(admin.describeCluster().nodes()).size());
        Map<String, TopicPlan> present = present(admin, plans);
        List<String> lines = new ArrayList<>();
        for (TopicPlan plan : plans) {
            TopicPlan there = present.get(plan.name());
            if (there != null) {
                lines.add(compared(plan, there));
            } else if (create) {
                lines.add(create(admin, plan));
            } else {
                lines.add(plan.name() + " is not there; 'topics create' makes it: " + plan.text());
            }
        }
        if (create) {
            awaitAll(admin, plans);
        }
        return lines;
    }

    /** A broker hears of a new topic a moment later; who starts a job next should find it. */
    private void awaitAll(Admin admin, List<TopicPlan> plans) throws InterruptedException {
        List<String> names = plans.stream().map(TopicPlan::name).toList();
        for (int i = 0; i < LOOKS; i++) {
            if (cluster.get(admin.listTopics().names()).containsAll(names)) {
                return;
            }
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }

    private static String compared(TopicPlan plan, TopicPlan there) {
        List<String> differences = plan.differences(there);
        return differences.isEmpty()
                ? "%s is there: %s".formatted(plan.name(), there.text())
                : "%s is there and stays as it is, with %s"
                        .formatted(plan.name(), String.join("; ", differences));
    }

    private String create(Admin admin, TopicPlan plan) throws InterruptedException {
        NewTopic topic =
                new NewTopic(
                                plan.name(),
                                Optional.of(plan.partitions()),
                                Optional.of((short) plan.replication()))
                        .configs(plan.settings());
        try {
            Object unused = cluster.wait(admin.createTopics(List.of(topic)).all());
            return "%s created: %s".formatted(plan.name(), plan.text());
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return plan.name() + " has been created by somebody else at the same time";
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "the cluster does not create topic %s (%s): %s"
                            .formatted(plan.name(), plan.text(), cause.getMessage()),
                    e);
        }
    }

    /** What those topics are like that are there, as far as the plans go into it. */
    private Map<String, TopicPlan> present(Admin admin, List<TopicPlan> plans)
            throws InterruptedException {
        List<String> names = new ArrayList<>(plans.stream().map(TopicPlan::name).toList());
        names.retainAll(cluster.get(admin.listTopics().names()));
        Map<String, TopicDescription> descriptions =
                cluster.get(admin.describeTopics(names).allTopicNames());
        Map<ConfigResource, Config> configs =
                cluster.get(
                        admin.describeConfigs(names.stream().map(TopicCreation::resource).toList())
                                .all());
        Map<String, TopicPlan> present = new HashMap<>();
        for (TopicPlan plan : plans) {
            TopicDescription description = descriptions.get(plan.name());
            Config config = configs.get(resource(plan.name()));
            if (description != null && config != null) {
                present.put(plan.name(), plan(description, config, plan.settings().keySet()));
            }
        }
        return present;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static TopicPlan plan(
            TopicDescription description, Config config, Collection<String> settings) {
        Map<String, String> values =
                config.entries().stream()
                        .filter(entry -> settings.contains(entry.name()))
                        .filter(entry -> entry.value() != null)
                        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        return new TopicPlan(
                description.name(),
                description.partitions().size(),
                description.partitions().get(0).replicas().size(),
                values);
    }
}
