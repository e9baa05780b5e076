package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.Provenance;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;

/** How records are spread over folders: not at all, by day, or by one of their attributes. */
public sealed interface Partitioning extends Serializable {
    /**
     * The folder of a record, such as {@code date=2026-11-27}.
     *
     * @param attributes of the image event
     */
    String folder(Provenance provenance, Map<String, String> attributes);

    /** What tells a sink the folder of each record. */
    default <T extends SpecificRecord> BucketAssigner<OutputRecord<T>, String> assigner(
            OpenFiles open) {
        return this instanceof None
                ? new BasePathBucketAssigner<>()
                : new PartitionAssigner<>(this, open);
    }

    /** The folder of records that get none of their own, because too many are open. */
    String overflow();

    /**
     * A partitioning by its name: {@code none}, {@code date} or {@code attribute:NAME}.
     *
     * @throws IllegalArgumentException naming the choices
     */
    static Partitioning of(String text) {
        if (text.startsWith("attribute:")) {
            return new ByAttribute(text.substring("attribute:".length()));
        }
        return switch (text) {
            case "none" -> new None();
            case "date" -> new ByDate();
            default ->
                    throw new IllegalArgumentException(
                            "unknown partitioning '%s': use none, date or attribute:NAME"
                                    .formatted(text));
        };
    }

    /** All in one folder. */
    record None() implements Partitioning {
        @Override
        public String folder(Provenance provenance, Map<String, String> attributes) {
            return "";
        }

        @Override
        public String overflow() {
            return "";
        }
    }

    /** By the day, in UTC, of the event's time; of its record where the event states none. */
    record ByDate() implements Partitioning {
        @Override
        public String folder(Provenance provenance, Map<String, String> attributes) {
            Instant stated = provenance.getEventTime();
            Instant time = stated == null ? provenance.getIngestTime() : stated;
            return "date=" + time.atZone(ZoneOffset.UTC).toLocalDate();
        }

        @Override
        public String overflow() {
            return "date=" + PartitionValue.NONE;
        }
    }

    /** By the value of an attribute. */
    record ByAttribute(String name) implements Partitioning {
        private static final Pattern SOUND = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

        public ByAttribute {
            if (!SOUND.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "files cannot be partitioned by the attribute '%s': its name becomes a column's, so letters, digits, dots, dashes and underscores alone"
                                .formatted(name));
            }
        }

        @Override
        public String folder(Provenance provenance, Map<String, String> attributes) {
            return name + "=" + PartitionValue.of(attributes.get(name));
        }

        @Override
        public String overflow() {
            return name + "=" + PartitionValue.OTHERS;
        }
    }
}
