package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.schemas.Stage;
import java.io.IOException;

/** Opens the stages of networks; errors as those of {@link NetworkSpec#lease}. */
public final class NetworkStages {
    private NetworkStages() {}

    /** The stage that adds the visual tokens. */
    public static NetworkStage<Codes> tokenize(
            NetworkSpec<Codes> tokenizer, InferenceSettings settings, StageListener listener)
            throws IOException {
        return new NetworkStage<>(
                Stage.TOKENIZE,
                tokenizer.lease(settings),
                ImageInFlight::forTokenizer,
                ImageInFlight::tokenized,
                listener);
    }

    /** The stage that adds the embedding of the encoder that is next. */
    public static NetworkStage<Vectors> encode(
            NetworkSpec<Vectors> encoder, InferenceSettings settings, StageListener listener)
            throws IOException {
        return new NetworkStage<>(
                Stage.ENCODE,
                encoder.lease(settings),
                ImageInFlight::forEncoder,
                ImageInFlight::encoded,
                listener);
    }
}
