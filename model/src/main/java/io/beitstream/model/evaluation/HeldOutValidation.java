package io.beitstream.model.evaluation;

import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.SampleOrder;
import io.beitstream.model.training.run.RoundValidation;
import io.beitstream.model.training.run.RunDirectory;
import io.beitstream.model.training.run.TrainedModel;
import io.beitstream.model.training.task.TaskConfig;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.task.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The measurement of a round on images that the run does not learn from. */
public final class HeldOutValidation implements RoundValidation {
    /** Images of the run, at most, among which the neighbours of others are looked for. */
    private static final int NEIGHBOURS = 4096;

    /** What a task reports, and what it is called when it is of images held out. */
    private static final Map<TrainingMetric, TrainingMetric> NAMES =
            new EnumMap<>(
                    Map.of(
                            TrainingMetric.LOSS, TrainingMetric.VALIDATION_LOSS,
                            TrainingMetric.ACCURACY, TrainingMetric.VALIDATION_ACCURACY,
                            TrainingMetric.ACCURACY_MIM, TrainingMetric.VALIDATION_ACCURACY));

    private final RunDirectory run;
    private final TrainingConfig config;
    private final InferenceOptions options;

    /**
     * @param device that it takes place on
     */
    public HeldOutValidation(RunDirectory run, String device) throws IOException {
        this.run = run;
        this.config = run.description().config();
        this.options =
                PrecisionChooser.ofThisMachine()
                        .settleForTraining(new InferenceOptions(device, config.precision()));
    }

    /**
     * Measures the loss and, for an encoder of images with classes, how well those of its
     * neighbours tell an image's.
     */
    @Override
    public Map<TrainingMetric, Double> of(TrainingState state, Path model) throws IOException {
        Map<TrainingMetric, Double> values = new EnumMap<>(TrainingMetric.class);
        try (ImageDataset images = run.validationSet()) {
            Map<String, Double> figures =
                    TaskEvaluation.of(config, TrainedModel.weights(config, state), images, options);
            NAMES.forEach(
                    (metric, name) -> {
                        Double value = figures.get(metric.label());
                        if (value != null) {
                            values.put(name, value);
                        }
                    });
            if (config.task() instanceof TaskConfig.Pretraining) {
                neighbours(model, images, values);
            }
        }
        return values;
    }

    private void neighbours(Path model, ImageDataset images, Map<TrainingMetric, Double> values)
            throws IOException {
        try (ImageDataset known = known();
                Encoder encoder =
                        ModelLoader.loadEncoder(model, options, FeatureSelection.DEFAULT)) {
            if (known.unlabelled() > 0 || images.unlabelled() > 0) {
                return;
            }
            Preprocessing view = encoder.preprocessing();
            try (LabelledFeatures learned = Features.ofEncoder(known, encoder, view);
                    LabelledFeatures asked = Features.ofEncoder(images, encoder, view)) {
                values.put(
                        TrainingMetric.KNN_ACCURACY,
                        NearestNeighbours.STANDARD.accuracy(learned, asked, options.device()));
            }
        }
    }

    /** The first of the run's images in a fixed random order. */
    private ImageDataset known() throws IOException {
        try (ImageDataset all = run.dataset()) {
            SampleOrder order = new SampleOrder(config.seed(), all.size());
            int count = Math.min(NEIGHBOURS, all.size());
            return all.some(
                    IntStream.range(0, count).map(place -> order.index(0, place)).toArray());
        }
    }
}
