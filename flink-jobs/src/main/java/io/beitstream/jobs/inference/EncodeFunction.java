package io.beitstream.jobs.inference;

import io.beitstream.jobs.outcome.Features;
import io.beitstream.jobs.outcome.Tokenized;
import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Adds the embedding. */
public final class EncodeFunction extends InferenceFunction<Tokenized, Embedding, Features> {
    private static final long serialVersionUID = 1L;

    private final String directory;
    private final FeatureSelection selection;
    private final InferenceSettings settings;

    public EncodeFunction(
            String directory, FeatureSelection selection, InferenceSettings settings) {
        super(Stage.ENCODE);
        this.directory = directory;
        this.selection = selection;
        this.settings = settings;
    }

    @Override
    SharedBatchers.Lease<Embedding> lease() throws IOException {
        return SharedBatchers.lease(
                "encoder",
                selection,
                Path.of(directory),
                settings,
                Networks.encoderLoader(selection));
    }

    @Override
    @Nullable RgbImage square(Tokenized tokenized) {
        return tokenized.forEncoder();
    }

    @Override
    Features next(Tokenized tokenized, Embedding embedding) {
        return new Features(tokenized.codes(), embedding.vector(), embedding.patches());
    }
}
