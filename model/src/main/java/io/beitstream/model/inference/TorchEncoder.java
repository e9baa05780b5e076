package io.beitstream.model.inference;

import io.beitstream.model.Classification;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.ModelId;
import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.PatchGrid;
import io.beitstream.model.feature.SelectedFeaturesModule;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.HostTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An encoder that runs in libtorch. */
record TorchEncoder(
        ModelId id,
        EncoderConfig config,
        FeatureSelection selection,
        Precision precision,
        TorchModule module)
        implements Encoder {
    @Override
    public Preprocessing preprocessing() {
        return config.preprocessing();
    }

    @Override
    public int gridSide() {
        return PatchGrid.of(preprocessing().crop(), config.architecture().patchSize()).side();
    }

    @Override
    public int dimension() {
        return config.architecture().dimension(selection);
    }

    @Override
    public List<Embedding> encode(List<RgbImage> images) {
        Map<String, HostTensor> outputs =
                module.call(null, List.of(PixelBatch.of(images, preprocessing().crop())));
        List<float[]> vectors = rows(outputs, SelectedFeaturesModule.VECTOR, images.size());
        List<float[]> patches = rows(outputs, SelectedFeaturesModule.PATCHES, images.size());
        List<float[]> classes = rows(outputs, SelectedFeaturesModule.CLASSES, images.size());
        List<Embedding> embeddings = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            embeddings.add(
                    new Embedding(
                            vectors.get(i),
                            patches.isEmpty() ? null : patches.get(i),
                            classes.isEmpty() ? null : mostProbable(classes.get(i))));
        }
        return embeddings;
    }

    private Classification mostProbable(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return new Classification(config.className(best), probabilities[best]);
    }

    /** The part of each image; empty if there is no such output. */
    private static List<float[]> rows(Map<String, HostTensor> outputs, String name, int images) {
        List<float[]> rows = new ArrayList<>();
        HostTensor output = outputs.get(name);
        if (output != null) {
            FloatBuffer all = output.data().asFloatBuffer();
            for (int i = 0; i < images; i++) {
                float[] row = new float[all.capacity() / images];
                all.get(row);
                rows.add(row);
            }
        }
        return rows;
    }

    @Override
    public void close() {
        module.close();
    }
}
