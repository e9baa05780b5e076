package io.beitstream.infra.cli;

import io.beitstream.infra.demo.Topics;
import io.beitstream.infra.topics.ClusterAdmin;
import io.beitstream.infra.topics.TopicCreation;
import io.beitstream.infra.topics.TopicLimits;
import io.beitstream.infra.topics.TopicRole;
import io.beitstream.infra.topics.WantedTopics;
import io.beitstream.jobs.FeatureExtractionOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which topics a stream has, and what they should be like. */
final class TopicsMixin {
    @Mixin private ClusterMixin cluster;

    @Option(
            names = "--input-topic",
            paramLabel = "TOPIC",
            description =
                    "for images; where no topic is named, four are meant: images, visual-tokens, image-embeddings and"
                            + " dead-letters")
    private @Nullable String images;

    @Option(names = "--tokens-topic", paramLabel = "TOPIC", description = "for visual tokens")
    private @Nullable String tokens;

    @Option(
            names = "--embeddings-topic",
            paramLabel = "TOPIC",
            description = "for embeddings; one for each encoder")
    private List<String> embeddings = List.of();

    @Option(names = "--dead-letters-topic", paramLabel = "TOPIC", description = "for what failed")
    private @Nullable String deadLetters;

    @Option(
            names = "--control-topic",
            paramLabel = "TOPIC",
            description = "for changes of models by 'rollout'; always of one partition")
    private @Nullable String control;

    @Option(
            names = "--shadow-topic",
            paramLabel = "TOPIC",
            description = "for the vectors of encoders that 'rollout shadow' tries")
    private @Nullable String shadow;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description =
                    "of each topic: no more subtasks than the images' partitions have work (default: ${DEFAULT-VALUE})")
    private int partitions = 6;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "replicas of each partition (default: 3, or as many as there are brokers)")
    private int replication;

    @Option(
            names = "--max-image-bytes",
            paramLabel = "SIZE",
            defaultValue = "32mb",
            description = "of images within their events (default: ${DEFAULT-VALUE})")
    private MemorySize maxImageBytes = MemorySize.ofMebiBytes(32);

    @Option(
            names = "--max-record-bytes",
            paramLabel = "SIZE",
            description =
                    "of what comes out; extract keeps to it (default: 1mb, as Kafka has it; patch embeddings need more)")
    private MemorySize maxRecordBytes =
            new MemorySize(FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES);

    @Option(
            names = "--images-retention",
            paramLabel = "DURATION",
            defaultValue = "7d",
            description = "how long events are kept (default: ${DEFAULT-VALUE})")
    private Duration imagesRetention = Duration.ofDays(7);

    @Option(
            names = "--dead-letters-retention",
            paramLabel = "DURATION",
            defaultValue = "30d",
            description = "how long letters are kept (default: ${DEFAULT-VALUE})")
    private Duration deadLettersRetention = Duration.ofDays(30);

    TopicCreation creation() throws IOException {
        TopicLimits limits =
                new TopicLimits(
                        maxImageBytes.getBytes(),
                        maxRecordBytes.getBytes(),
                        imagesRetention,
                        deadLettersRetention);
        return new TopicCreation(
                new ClusterAdmin(cluster.bootstrapServers(), cluster.clientProperties()),
                new WantedTopics(roles(), partitions, replication, limits));
    }

    private Map<String, TopicRole> roles() {
        Map<String, TopicRole> roles = new LinkedHashMap<>();
        put(roles, images, TopicRole.IMAGES);
        put(roles, tokens, TopicRole.FEATURES);
        embeddings.forEach(topic -> put(roles, topic, TopicRole.FEATURES));
        put(roles, deadLetters, TopicRole.DEAD_LETTERS);
        put(roles, control, TopicRole.CONTROL);
        put(roles, shadow, TopicRole.FEATURES);
        if (roles.isEmpty()) {
            Topics names = Topics.DEFAULT;
            put(roles, names.images(), TopicRole.IMAGES);
            put(roles, names.tokens(), TopicRole.FEATURES);
            put(roles, names.embeddings(), TopicRole.FEATURES);
            put(roles, names.deadLetters(), TopicRole.DEAD_LETTERS);
        }
        return roles;
    }

    private static void put(Map<String, TopicRole> roles, @Nullable String topic, TopicRole role) {
        if (topic != null && roles.put(topic, role) != null) {
            throw new IllegalArgumentException("topic " + topic + " is named twice");
        }
    }
}
