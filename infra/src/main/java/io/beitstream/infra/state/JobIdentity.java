package io.beitstream.infra.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a job's state belongs to, as JSON beside it.
 *
 * @param source the topic and its cluster, or the folder
 * @param target the topics and their cluster, or the folder
 * @param finished whether the last run came to its end, so that nothing is left to go on with
 */
public record JobIdentity(String source, String target, boolean finished) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same, at its end. */
    public JobIdentity whenFinished() {
        return new JobIdentity(source, target, true);
    }

    /** Whether state of the other is state of this. */
    public boolean isSameJobAs(JobIdentity other) {
        return source.equals(other.source) && target.equals(other.target);
    }

    String toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JobIdentity fromJson(String json) throws IOException {
        return JSON.readValue(json, JobIdentity.class);
    }
}
