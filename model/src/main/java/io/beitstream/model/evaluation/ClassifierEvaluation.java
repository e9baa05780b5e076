package io.beitstream.model.evaluation;

import io.beitstream.model.Classification;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How often an encoder's classifier is right.
 *
 * @param top1 share of images whose most probable class is theirs
 */
public record ClassifierEvaluation(int images, int undecodable, double top1) {
    /** Classifies every image. */
    public static ClassifierEvaluation of(
            Path directory, ImageDataset dataset, InferenceOptions options) throws IOException {
        try (Encoder encoder =
                ModelLoader.loadEncoder(
                        directory, options, FeatureSelection.DEFAULT.withClasses())) {
            DatasetReader reader = new DatasetReader(dataset, encoder.preprocessing());
            int[] counts = new int[2]; // images, and those whose class was found
            reader.forEach(
                    batch -> {
                        List<Embedding> features = encoder.encode(batch.images());
                        for (int i = 0; i < features.size(); i++) {
                            String label = Features.label(dataset, batch.indices().get(i));
                            Classification found = features.get(i).classification();
                            counts[0]++;
                            counts[1] += found != null && found.label().equals(label) ? 1 : 0;
                        }
                    });
            return new ClassifierEvaluation(
                    counts[0], reader.undecodable(), counts[1] / (double) counts[0]);
        }
    }
}
