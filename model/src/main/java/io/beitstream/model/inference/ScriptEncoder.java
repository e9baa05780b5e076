package io.beitstream.model.inference;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.ModelId;
import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ScriptEncoderConfig;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Somebody's TorchScript network as an encoder. It runs as it was written, whatever precision. */
record ScriptEncoder(
        ModelId id, ScriptEncoderConfig config, FeatureSelection selection, TorchModule module)
        implements Encoder {
    /**
     * Loads one.
     *
     * @throws IllegalArgumentException if something else than what it pools is selected
     */
    static Encoder load(Path archive, InferenceOptions options, FeatureSelection selection)
            throws IOException {
        ScriptEncoderConfig config = ScriptEncoderConfig.beside(archive);
        requireKnown(selection);
        ModelId id = config.id(archive);
        TorchModule module = TorchModule.load(archive, new TorchDevice(options.device()));
        return new ScriptEncoder(id, config, selection, module);
    }

    /** Nothing is known of its layers and patches. */
    static void requireKnown(FeatureSelection selection) {
        boolean known = selection.isTheModels() && !selection.patches() && !selection.classes();
        if (!known) {
            throw new IllegalArgumentException(
                    "of a TorchScript encoder only the vector that it gives can be selected, not layers, patches, classes, cls, mean or quadrants");
        }
    }

    @Override
    public Precision precision() {
        return Precision.FP32;
    }

    @Override
    public Preprocessing preprocessing() {
        return config.preprocessing();
    }

    @Override
    public int gridSide() {
        return 0;
    }

    @Override
    public int dimension() {
        return config.dimension();
    }

    @Override
    public List<Embedding> encode(List<RgbImage> images) {
        HostTensor pixels = PixelBatch.of(images, preprocessing().crop());
        Statistics normalization = config.normalization();
        HostTensor vectors =
                module.forward(
                        normalization == null ? pixels : NormalizedBatch.of(pixels, normalization));
        if (!Arrays.equals(vectors.shape(), new long[] {images.size(), config.dimension()})) {
            throw new IllegalStateException(
                    "%s gives %s for %d images, not the dimension %d that its JSON file says"
                            .formatted(id, vectors, images.size(), config.dimension()));
        }
        float[] all = vectors.toFloats();
        List<Embedding> embeddings = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            float[] vector =
                    Arrays.copyOfRange(all, i * config.dimension(), (i + 1) * config.dimension());
            embeddings.add(
                    new Embedding(selection.normalize() ? UnitVector.of(vector) : vector, null));
        }
        return embeddings;
    }

    @Override
    public void close() {
        module.close();
    }

    /** What an archive is, without loading it; errors as in {@link #load}. */
    static EncoderSource.Facts facts(Path archive, FeatureSelection selection) throws IOException {
        ScriptEncoderConfig config = ScriptEncoderConfig.beside(archive);
        requireKnown(selection);
        return new EncoderSource.Facts(config.id(archive), config.preprocessing());
    }
}
