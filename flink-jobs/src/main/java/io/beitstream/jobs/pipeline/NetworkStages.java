package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import java.io.IOException;

/** Opens the stages of networks; errors as those of {@link NetworkSpec#lease}. */
public final class NetworkStages {
    private NetworkStages() {}

    /** The stage that adds the visual tokens. */
    public static NetworkStage<Codes> tokenize(
            NetworkSpec<Codes> tokenizer, InferenceSettings settings, StageListener listener)
            throws IOException {
        return NetworkRole.TOKENIZER.stage(tokenizer.lease(settings), listener);
    }

    /** The stage that adds the embedding of the encoder that is next. */
    public static NetworkStage<Vectors> encode(
            NetworkSpec<Vectors> encoder, InferenceSettings settings, StageListener listener)
            throws IOException {
        return NetworkRole.ENCODER.stage(encoder.lease(settings), listener);
    }
}
