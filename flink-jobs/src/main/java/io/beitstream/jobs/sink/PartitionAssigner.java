package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.Provenance;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a sink the folder of each record. Each open folder costs a file and its buffers, and
 * attributes and times are whatever producers write: what comes beyond {@value #MOST_OPEN} folders
 * between two checkpoints goes into one for all others, where its attributes still tell it.
 */
final class PartitionAssigner<T extends SpecificRecord>
        implements BucketAssigner<OutputRecord<T>, String> {
    static final int MOST_OPEN = 100;
    private static final long serialVersionUID = 1L;

    private final Partitioning partitioning;
    private final OpenFiles open;
    private transient @Nullable Set<String> folders;
    private transient @Nullable String last;

    PartitionAssigner(Partitioning partitioning, OpenFiles open) {
        this.partitioning = partitioning;
        this.open = open;
    }

    @Override
    public String getBucketId(OutputRecord<T> record, Context context) {
        T value = record.value();
        if (value == null) {
            // A tombstone leaves nothing in a file: none is opened for it but the very first.
            return last == null ? partitioning.overflow() : last;
        }
        last = limited(partitioning.folder(provenance(value), attributes(value)));
        return last;
    }

    private String limited(String folder) {
        if (folders == null || open.count() == 0) {
            folders = new HashSet<>(); // a checkpoint has closed them all
        }
        if (folders.size() < MOST_OPEN) {
            folders.add(folder);
        }
        return folders.contains(folder) ? folder : partitioning.overflow();
    }

    private static Provenance provenance(SpecificRecord value) {
        return (Provenance) field(value, "provenance");
    }

    @SuppressWarnings("unchecked") // so in all our schemas
    private static Map<String, String> attributes(SpecificRecord value) {
        return (Map<String, String>) field(value, "attributes");
    }

    private static Object field(SpecificRecord value, String name) {
        return value.get(value.getSchema().getField(name).pos());
    }

    @Override
    public SimpleVersionedSerializer<String> getSerializer() {
        return SimpleVersionedStringSerializer.INSTANCE;
    }
}
