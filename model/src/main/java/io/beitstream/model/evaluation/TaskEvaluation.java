package io.beitstream.model.evaluation;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.AugmentationConfig;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.MaskingGenerator;
import io.beitstream.model.training.data.Seeds;
import io.beitstream.model.training.task.TaskLoss;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How well a network in training does its task on images that it does not learn from. */
public final class TaskEvaluation {
    private final ImageDataset images;
    private final AugmentationConfig views;
    private final @Nullable MaskingGenerator masks;
    private final Map<String, Integer> classes = new HashMap<>();

    private TaskEvaluation(TrainingConfig config, ImageDataset images) {
        this.images = images;
        this.views = config.augmentation();
        this.masks = config.task().masks();
        for (String label : config.task().labels()) {
            classes.put(label, classes.size());
        }
    }

    /**
     * What a step would report, by name: means over the images that can be decoded, cut as for
     * inference and masked in the same way each time.
     *
     * @param weights under the network's own names
     * @param options with a precision that is not auto
     */
    public static Map<String, Double> of(
            TrainingConfig config, StateDict weights, ImageDataset images, InferenceOptions options)
            throws IOException {
        TaskEvaluation evaluation = new TaskEvaluation(config, images);
        DatasetReader reader =
                new DatasetReader(images, Preprocessing.ofInputSize(config.augmentation().size()));
        Map<String, Double> sums = new HashMap<>();
        int[] count = new int[1];
        try (TaskLoss loss = TaskLoss.open(config, weights, options)) {
            reader.forEach(
                    batch -> {
                        int size = batch.images().size();
                        loss.of(evaluation.samples(batch))
                                .forEach(
                                        (name, mean) -> sums.merge(name, size * mean, Double::sum));
                        count[0] += size;
                    });
        }
        if (count[0] == 0) {
            throw new IOException("no image of the validation set can be decoded");
        }
        sums.replaceAll((name, sum) -> sum / count[0]);
        return sums;
    }

    private List<TrainingSample> samples(DatasetReader.Batch batch) {
        List<TrainingSample> samples = new ArrayList<>();
        for (int i = 0; i < batch.images().size(); i++) {
            int index = batch.indices().get(i);
            RgbImage view = batch.images().get(i);
            boolean[] mask =
                    masks == null ? null : masks.draw(Seeds.random(0, Seeds.EVALUATION, 0, index));
            String label = images.location(index).label();
            samples.add(
                    new TrainingSample(view, second(view), mask)
                            .of(label == null ? -1 : classes.getOrDefault(label, -1)));
        }
        return samples;
    }

    private RgbImage second(RgbImage view) {
        int size = views.secondSize();
        return size == 0 || size == views.size()
                ? view
                : view.resize(size, size, views.secondInterpolation());
    }
}
