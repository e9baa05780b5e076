package io.beitstream.infra.topics;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What a topic holds, and how long. */
public enum TopicRole {
    /** Events: each is read once, and kept for a while to be read again. */
    IMAGES,
    /** Visual tokens or embeddings: the newest of each image is kept for good. */
    FEATURES,
    /** What failed: the newest letter of each image, until it is dealt with or too old. */
    DEAD_LETTERS,
    /** Which models serve: small records, the newest of each job's network is kept for good. */
    CONTROL;

    /** As long as an index relies on seeing tombstones. */
    private static final Duration TOMBSTONES = Duration.ofDays(1);

    /** The settings of a topic, as Kafka names them. */
    Map<String, String> settings(TopicLimits limits, int replication) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("cleanup.policy", cleanupPolicy());
        settings.put("min.insync.replicas", replication > 2 ? "2" : "1");
        if (this == CONTROL) {
            return settings;
        }
        settings.put("max.message.bytes", Long.toString(limits.messageBytes(this)));
        if (this != IMAGES) {
            settings.put("delete.retention.ms", Long.toString(TOMBSTONES.toMillis()));
        }
        if (this != FEATURES) {
            settings.put("retention.ms", Long.toString(limits.retention(this).toMillis()));
        }
        return settings;
    }

    /** Partitions of such a topic where those of a stream have so many. */
    int partitions(int ofStream) {
        return this == CONTROL ? 1 : ofStream;
    }

    private String cleanupPolicy() {
        return switch (this) {
            case IMAGES -> "delete";
            case FEATURES, CONTROL -> "compact";
            case DEAD_LETTERS -> "compact,delete";
        };
    }
}
