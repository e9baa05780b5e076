package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.NetworkStages;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.util.List;

/** Opens the stage of a network. */
public final class NetworkProvider implements StageProvider<Outcome> {
    private static final long serialVersionUID = 1L;

    /** Opens the stage with its network. */
    private interface Opening extends java.io.Serializable {
        ImageStage<Outcome> open(StageListener listener) throws IOException;
    }

    private final Stage stage;
    private final Opening opening;

    private NetworkProvider(Stage stage, Opening opening) {
        this.stage = stage;
        this.opening = opening;
    }

    /** For the stage that adds the visual tokens. */
    public static NetworkProvider tokenize(
            NetworkSpec<Codes> tokenizer, InferenceSettings settings) {
        return new NetworkProvider(
                Stage.TOKENIZE, listener -> NetworkStages.tokenize(tokenizer, settings, listener));
    }

    /** For the stage that adds the embedding. */
    public static NetworkProvider encode(NetworkSpec<Vectors> encoder, InferenceSettings settings) {
        return new NetworkProvider(
                Stage.ENCODE, listener -> NetworkStages.encode(encoder, settings, listener));
    }

    @Override
    public ImageStage<Outcome> open(StageListener listener) throws IOException {
        return opening.open(listener);
    }

    @Override
    public List<Stage> stages() {
        return List.of(stage);
    }

    @Override
    public SourceRecord sourceOf(Outcome outcome) {
        return outcome.context().source();
    }
}
