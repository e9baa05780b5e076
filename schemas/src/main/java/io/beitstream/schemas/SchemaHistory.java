package io.beitstream.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;

/** Every version of every record that was ever published, so that old bytes stay readable. */
public final class SchemaHistory {
    /** The records, by name. */
    public static final List<String> RECORDS =
            List.of(
                    "ImageEvent",
                    "TokenSequence",
                    "ImageEmbedding",
                    "DeadLetter",
                    "ModelRollout",
                    "RolloutState");

    /** The number of published versions; version n of a record lies in {@code history/vn}. */
    public static final int VERSIONS = 5;

    /** The first version of records that came later than the others. */
    private static final Map<String, Integer> SINCE = Map.of("RolloutState", 4);

    private SchemaHistory() {}

    /** Finds a schema by its fingerprint. */
    static SchemaStore store() {
        SchemaStore.Cache store = new SchemaStore.Cache();
        for (String name : RECORDS) {
            for (int version = since(name); version <= VERSIONS; version++) {
                store.addSchema(schema(name, version));
            }
        }
        return store;
    }

    /** The schema of a record as it is written now. */
    public static Schema newest(String record) {
        return schema(record, VERSIONS);
    }

    /** The version in which a record was first published. */
    public static int since(String record) {
        return SINCE.getOrDefault(record, 1);
    }

    /** The schema of a record as it was in a version, counted from 1. */
    public static Schema schema(String record, int version) {
        String resource = "history/v%d/%s.avsc".formatted(version, record);
        try (InputStream in = SchemaHistory.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
