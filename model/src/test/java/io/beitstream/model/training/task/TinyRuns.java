package io.beitstream.model.training.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.Precision;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.conversion.FeatureModel;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.AugmentationConfig;
import io.beitstream.model.training.data.MaskingGenerator;
import io.beitstream.model.training.data.SamplePlan;
import io.beitstream.model.training.data.TestImages;
import io.beitstream.model.training.step.OptimizerConfig;
import io.beitstream.model.vqkd.VqkdConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Runs small enough for a test: 32 x 32 pixels, 16 patches, 2 blocks of width 32. */
public final class TinyRuns {
    public static final int SIDE = 32;

    private TinyRuns() {}

    public static TrainingConfig tokenizer(int epochs, int batch, RoundConfig rounds) {
        return new TrainingConfig(
                "tiny",
                new TaskConfig.Tokenizer(
                        new VqkdConfig(SIDE, 8, 32, 2, 2, 1, 16, 8, 96, 0.99, 2), "hog", true, 0),
                epochs,
                batch,
                1,
                1,
                Precision.FP32,
                optimizer(2e-3),
                augmentation(0),
                rounds);
    }

    /**
     * @param dropPath so that randomness inside the network is tested too
     */
    public static TrainingConfig pretraining(
            int epochs, int batch, String tokenizer, double dropPath, RoundConfig rounds) {
        return new TrainingConfig(
                "tiny",
                new TaskConfig.Pretraining(
                        new PretrainingConfig(
                                SIDE, 8, 32, 2, 2, 16, 0.1, false, true, 1, 1, true, dropPath, 2),
                        tokenizer,
                        "tiny@test",
                        6,
                        2,
                        FeatureModel.Pooling.CLS),
                epochs,
                batch,
                1,
                1,
                Precision.FP32,
                optimizer(5e-3),
                augmentation(SIDE),
                rounds);
    }

    public static RoundConfig rounds(int steps) {
        return new RoundConfig(1, steps, 0.7, 0.9);
    }

    /** The same with another value, in JSON, of a top-level setting. */
    public static TrainingConfig with(TrainingConfig config, String setting, String json)
            throws IOException {
        ObjectNode tree = ConfigJson.MAPPER.valueToTree(config);
        tree.set(setting, ConfigJson.MAPPER.readTree(json));
        return ConfigJson.MAPPER.treeToValue(tree, TrainingConfig.class);
    }

    /** The same that learns something else. */
    public static TrainingConfig with(TrainingConfig config, TaskConfig task) throws IOException {
        return with(
                config,
                "task",
                ConfigJson.MAPPER.writerFor(TaskConfig.class).writeValueAsString(task));
    }

    /** The first trainer's session; an epoch is one batch. */
    public static TorchTrainingSession open(TrainingConfig config, Path state) throws IOException {
        int batch = config.batchSize();
        return TorchTrainingSession.open(config, new SamplePlan(batch, batch, 1), state, 0, "cpu");
    }

    private static OptimizerConfig optimizer(double rate) {
        return new OptimizerConfig(rate, rate / 10, 0, 0, 0, .9, .98, 1e-8, 3);
    }

    private static AugmentationConfig augmentation(int second) {
        return new AugmentationConfig(
                SIDE, second, 0.5, 0, ResampleFilter.BICUBIC, ResampleFilter.BICUBIC);
    }

    /** Different pictures, masked. */
    public static List<TrainingSample> samples(int count, long seed) {
        MaskingGenerator masks = new MaskingGenerator(4, 4, 6, 2, 6, 0.3);
        SplittableRandom random = new SplittableRandom(seed);
        List<TrainingSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RgbImage picture = TestImages.picture(SIDE, random.nextLong());
            samples.add(new TrainingSample(picture, picture, masks.draw(random)));
        }
        return samples;
    }
}
