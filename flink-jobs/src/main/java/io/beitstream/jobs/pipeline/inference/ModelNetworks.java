package io.beitstream.jobs.pipeline.inference;

import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.DecodeStyle;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.EncoderSource;
import io.beitstream.model.inference.Gpus;
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
     * @param style how its images are decoded
     */
    public record TokenizerLoader(String directory, InferenceOptions options, DecodeStyle style)
            implements NetworkLoader<Codes> {
        @Override
        public LoadedNetwork<Codes> load() throws IOException {
            Tokenizer tokenizer = ModelLoader.loadTokenizer(Path.of(directory), options);
            String modelId = tokenizer.id().toString();
            String preprocessingId = style.id(tokenizer.preprocessing());
            Function<int[], Codes> describe =
                    values ->
                            new Codes(
                                    values,
                                    tokenizer.gridHeight(),
                                    tokenizer.gridWidth(),
                                    tokenizer.codebookSize(),
                                    modelId,
                                    preprocessingId,
                                    tokenizer.precision());
            return new SeamNetwork<>(
                    modelId,
                    tokenizer.preprocessing(),
                    Gpus.isGpu(options.device()),
                    batch -> tokenizer.tokenize(batch).stream().map(describe).toList(),
                    tokenizer::close);
        }

        @Override
        public void requireSound() throws IOException {
            var checked = ModelDirectory.openTokenizer(Path.of(directory)).requireFinite();
        }

        @Override
        public String device() {
            return options.device();
        }

        @Override
        public NetworkLoader<Codes> on(String device) {
            return new TokenizerLoader(directory, options.on(device), style);
        }

        @Override
        public String location() {
            return directory;
        }

        @Override
        public NetworkLoader<Codes> from(String location) {
            return new TokenizerLoader(location, options, style);
        }
    }

    /**
     * Loads an encoder.
     *
     * @param style how its images are decoded
     */
    public record EncoderLoader(
            EncoderSource source,
            InferenceOptions options,
            FeatureSelection selection,
            DecodeStyle style)
            implements NetworkLoader<Vectors> {
        @Override
        public LoadedNetwork<Vectors> load() throws IOException {
            Encoder encoder = source.load(options, selection);
            String modelId = encoder.id().toString();
            String preprocessingId = style.id(encoder.preprocessing());
            Function<Embedding, Vectors> describe =
                    embedding ->
                            new Vectors(
                                    finite(embedding),
                                    selection,
                                    encoder.gridSide(),
                                    modelId,
                                    preprocessingId,
                                    encoder.precision());
            return new SeamNetwork<>(
                    modelId,
                    encoder.preprocessing(),
                    Gpus.isGpu(options.device()),
                    batch -> encoder.encode(batch).stream().map(describe).toList(),
                    encoder::close);
        }

        @Override
        public String device() {
            return options.device();
        }

        @Override
        public NetworkLoader<Vectors> on(String device) {
            return new EncoderLoader(source, options.on(device), selection, style);
        }

        @Override
        public String location() {
            return source.text();
        }

        @Override
        public NetworkLoader<Vectors> from(String location) {
            return new EncoderLoader(new EncoderSource(location), options, selection, style);
        }
    }

    private static Embedding finite(Embedding embedding) {
        float[] patches = embedding.patches();
        if (!isFinite(embedding.vector()) || (patches != null && !isFinite(patches))) {
            throw new NonFiniteOutputException();
        }
        return embedding;
    }

    static boolean isFinite(float[] values) {
        float sum = 0; // a product with zero is not a number unless the factor is finite
        for (float value : values) {
            sum += value * 0f;
        }
        return sum == 0f;
    }

    private record SeamNetwork<O>(
            String modelId,
            Preprocessing preprocessing,
            boolean compilesEachSize,
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
        public void close() {
            release.run();
        }
    }
}
