package io.beitstream.jobs.inference;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Networks of the model seam in the shape that micro-batchers call. */
final class Networks {
    private Networks() {}

    /** A loaded network that can be let go. */
    interface Loaded<O> extends BatchedNetwork<RgbImage, O>, AutoCloseable {
        @Override
        void close();
    }

    static Loaded<int[]> loadTokenizer(Path directory, InferenceSettings settings)
            throws IOException {
        Tokenizer tokenizer = ModelLoader.loadTokenizer(directory, settings.options());
        return new SeamNetwork<>(
                tokenizer::tokenize, tokenizer::close, tokenizer.preprocessing().crop());
    }

    /** A loader for encoders that give these features. */
    static SharedBatchers.Loader<Embedding> encoderLoader(FeatureSelection selection) {
        return (directory, settings) -> {
            Encoder encoder = ModelLoader.loadEncoder(directory, settings.options(), selection);
            return new SeamNetwork<>(
                    encoder::encode, encoder::close, encoder.preprocessing().crop());
        };
    }

    private record SeamNetwork<O>(
            Function<List<RgbImage>, List<O>> call, Runnable release, int side)
            implements Loaded<O> {
        @Override
        public List<O> run(List<RgbImage> batch) {
            return call.apply(batch);
        }

        @Override
        public boolean isHealthy() {
            byte[] black = new byte[side * side * RgbImage.CHANNELS];
            return call.apply(List.of(new RgbImage(side, side, black))).size() == 1;
        }

        @Override
        public void close() {
            release.run();
        }
    }
}
