package io.beitstream.jobs.inference;

import io.beitstream.jobs.outcome.Squares;
import io.beitstream.jobs.outcome.Tokenized;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Adds the visual tokens. */
public final class TokenizeFunction extends InferenceFunction<Squares, int[], Tokenized> {
    private static final long serialVersionUID = 1L;

    private final String directory;
    private final InferenceSettings settings;

    public TokenizeFunction(String directory, InferenceSettings settings) {
        super(Stage.TOKENIZE);
        this.directory = directory;
        this.settings = settings;
    }

    @Override
    SharedBatchers.Lease<int[]> lease() throws IOException {
        return SharedBatchers.lease(
                "tokenizer",
                FeatureSelection.DEFAULT,
                Path.of(directory),
                settings,
                Networks::loadTokenizer);
    }

    @Override
    @Nullable RgbImage square(Squares squares) {
        return squares.forTokenizer();
    }

    @Override
    Tokenized next(Squares squares, int[] codes) {
        return new Tokenized(codes, squares.forEncoder());
    }
}
