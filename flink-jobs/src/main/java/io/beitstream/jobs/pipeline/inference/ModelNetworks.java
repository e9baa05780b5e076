package io.beitstream.jobs.pipeline.inference;

import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The loaders of networks from model directories. */
public final class ModelNetworks {
    private ModelNetworks() {}

    /**
     * Loads a tokenizer.
     *
     * @param orientationApplied whether pixels were turned as their EXIF data says
     */
    public record TokenizerLoader(
            String directory, InferenceOptions options, boolean orientationApplied)
            implements NetworkLoader<Codes> {
        @Override
        public LoadedNetwork<Codes> load() throws IOException {
            Tokenizer tokenizer = ModelLoader.loadTokenizer(Path.of(directory), options);
            String modelId = tokenizer.id().toString();
            String preprocessingId = preprocessingId(tokenizer.preprocessing(), orientationApplied);
            Function<int[], Codes> describe =
                    values ->
                            new Codes(
                                    values,
                                    tokenizer.gridHeight(),
                                    tokenizer.gridWidth(),
                                    tokenizer.codebookSize(),
                                    modelId,
                                    preprocessingId);
            return new SeamNetwork<>(
                    modelId,
                    tokenizer.preprocessing(),
                    batch -> tokenizer.tokenize(batch).stream().map(describe).toList(),
                    tokenizer::close);
        }

        @Override
        public String device() {
            return deviceName(options);
        }
    }

    /**
     * Loads an encoder.
     *
     * @param orientationApplied whether pixels were turned as their EXIF data says
     */
    public record EncoderLoader(
            String directory,
            InferenceOptions options,
            FeatureSelection selection,
            boolean orientationApplied)
            implements NetworkLoader<Vectors> {
        @Override
        public LoadedNetwork<Vectors> load() throws IOException {
            Encoder encoder = ModelLoader.loadEncoder(Path.of(directory), options, selection);
            String modelId = encoder.id().toString();
            String preprocessingId = preprocessingId(encoder.preprocessing(), orientationApplied);
            Function<Embedding, Vectors> describe =
                    embedding ->
                            new Vectors(
                                    finite(embedding),
                                    selection,
                                    encoder.gridSide(),
                                    modelId,
                                    preprocessingId);
            return new SeamNetwork<>(
                    modelId,
                    encoder.preprocessing(),
                    batch -> encoder.encode(batch).stream().map(describe).toList(),
                    encoder::close);
        }

        @Override
        public String device() {
            return deviceName(options);
        }
    }

    private static Embedding finite(Embedding embedding) {
        float[] patches = embedding.patches();
        if (!isFinite(embedding.vector()) || (patches != null && !isFinite(patches))) {
            throw new NonFiniteOutputException();
        }
        return embedding;
    }

    private static boolean isFinite(float[] values) {
        float sum = 0; // a product with zero is not a number unless the factor is finite
        for (float value : values) {
            sum += value * 0f;
        }
        return sum == 0f;
    }

    private static String preprocessingId(Preprocessing square, boolean orientationApplied) {
        return orientationApplied ? square.id() + "-upright" : square.id();
    }

    /** {@code gpu} and {@code gpu:0} are one device. */
    private static String deviceName(InferenceOptions options) {
        return options.device().equals("gpu") ? "gpu:0" : options.device();
    }

    private record SeamNetwork<O>(
            String modelId,
            Preprocessing preprocessing,
            Function<List<RgbImage>, List<O>> call,
            Runnable release)
            implements LoadedNetwork<O> {
        @Override
        public List<O> run(List<RgbImage> batch) {
            return call.apply(batch);
        }

        @Override
        public void bindCaller(int threads) {
            ModelLoader.useThreads(threads);
        }

        @Override
        public boolean isHealthy() {
            int side = preprocessing.crop();
            byte[] black = new byte[side * side * RgbImage.CHANNELS];
            return call.apply(List.of(new RgbImage(side, side, black))).size() == 1;
        }

        @Override
        public void close() {
            release.run();
        }
    }
}
