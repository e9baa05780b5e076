package io.beitstream.jobs.pipeline.outcome;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A header of a Kafka record, such as a trace context. Headers of an image's event are copied to
 * every record made from it.
 */
public record RecordHeader(String name, byte @Nullable [] value) {
    /** Decimal text: how often a dead letter's event has been published again; absent for never. */
    public static final String ATTEMPTS = "beitstream-attempts";

    /** Of a shadow's vector: the id of the model that serves. */
    public static final String SERVING_MODEL = "beitstream-serving-model";

    /** Of a shadow's vector: the cosine to that of the model that serves, as decimal text. */
    public static final String COSINE = "beitstream-cosine";

    /** Why a source could not read what stood in the record's place. */
    static final String UNREADABLE = "beitstream-unreadable";

    private static final String OUR_PREFIX = "beitstream-";

    /** Whether it is one of this project's, which only dead letters carry on. */
    public boolean isOurs() {
        return name.startsWith(OUR_PREFIX);
    }

    /** Bytes it takes, about. */
    public long size() {
        return name.length() + 8L + (value == null ? 0 : value.length);
    }

    /** The value as text, for people. */
    public String text() {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }
}
