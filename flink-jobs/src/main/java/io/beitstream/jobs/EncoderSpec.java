package io.beitstream.jobs;

import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import java.io.Serializable;

/**
 * An encoder of a job, with a stream of embeddings of its own.
 *
 * @param name among the encoders of its job; empty for one that stands alone
 */
public record EncoderSpec(String name, NetworkSpec<Vectors> network) implements Serializable {
    /** A word with the encoder's name behind it, if it has one. */
    public static String suffixed(String word, String name) {
        return name.isEmpty() ? word : word + "-" + name;
    }

    String suffixed(String word) {
        return suffixed(word, name);
    }
}
