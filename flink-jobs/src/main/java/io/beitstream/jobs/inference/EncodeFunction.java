package io.beitstream.jobs.inference;

import io.beitstream.jobs.outcome.Features;
import io.beitstream.jobs.outcome.Tokenized;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Adds the embedding. */
public final class EncodeFunction extends InferenceFunction<Tokenized, float[], Features> {
    private static final long serialVersionUID = 1L;

    private final String directory;
    private final InferenceSettings settings;

    public EncodeFunction(String directory, InferenceSettings settings) {
        super(Stage.ENCODE);
        this.directory = directory;
        this.settings = settings;
    }

    @Override
    SharedBatchers.Lease<float[]> lease() throws IOException {
        return SharedBatchers.lease("encoder", Path.of(directory), settings, Networks::loadEncoder);
    }

    @Override
    @Nullable RgbImage square(Tokenized tokenized) {
        return tokenized.forEncoder();
    }

    @Override
    Features next(Tokenized tokenized, float[] embedding) {
        return new Features(tokenized.codes(), embedding);
    }
}
