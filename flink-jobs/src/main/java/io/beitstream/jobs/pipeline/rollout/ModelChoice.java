package io.beitstream.jobs.pipeline.rollout;

import java.io.Serializable;

/**
 * Which model is meant.
 *
 * @param location of its directory, as every worker sees it
 * @param modelId that the directory must turn out to have
 */
public record ModelChoice(String location, String modelId) implements Serializable {
    /** The choice that a text names. */
    public static ModelChoice parse(String text) {
        int end = text.indexOf(' ');
        return new ModelChoice(text.substring(end + 1), text.substring(0, end));
    }

    /** As {@link #parse} reads it: model ids hold no spaces. */
    public String text() {
        return modelId + " " + location;
    }

    @Override
    public String toString() {
        return modelId + " in " + location;
    }
}
