package io.beitstream.jobs.rollout;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.schemas.NetworkKind;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A network of a job whose model can change.
 *
 * @param name in the job: tokenizer, encoder, or the encoder's name where there are several
 * @param defined the model that the job was defined with
 * @param hasShadow whether there is a place for a candidate's vectors
 * @param known what the job said last of it, encoded; null if it never ran
 */
public record RolledNetwork(
        String job,
        String name,
        NetworkKind kind,
        ModelChoice defined,
        boolean hasShadow,
        byte @Nullable [] known)
        implements Serializable {
    /** What to do about a network without a shadow. */
    String whyNoShadow() {
        return kind == NetworkKind.ENCODER
                ? "the job has no place for a shadow's vectors: start it with --shadow-topic"
                : "a tokenizer has no shadow: codes of two models do not compare";
    }
}
