package io.beitstream.infra.bench;

import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.TrainingSession;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.MaskingGenerator;
import io.beitstream.model.training.data.SamplePlan;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.task.TorchTrainingSession;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.task.TrainingStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.core.fs.AutoCloseableRegistry;

/**
 * Measures a step of each task, of the preset {@code tiny}, and a step of pretraining of {@code
 * base} where the tokenizer that is measured is of that size. Samples are ready before.
 */
final class TrainingBench {
    private static final int STEPS_OF_AN_EPOCH = 1000;
    private static final int BATCH_OF_BASE = 2;

    private TrainingBench() {}

    /**
     * @param shipped the model directory of a {@code tiny} tokenizer, which gives the codes
     */
    static void measure(BenchOptions options, Path shipped, Findings findings) throws Exception {
        Map<String, TrainingConfig> configs = new LinkedHashMap<>();
        configs.put("tokenizerStep", Recipe.named("tiny-tokenizer").resolve());
        configs.put("pretrainingStep", pretraining("tiny-encoder", shipped));
        ModelDirectory measured = ModelDirectory.openTokenizer(options.tokenizer());
        if (measured.config() instanceof TokenizerConfig tokenizer
                && tokenizer.architecture().equals(ModelPreset.BASE.tokenizerArchitecture())) {
            configs.put(
                    "pretrainingStepOfBase",
                    pretraining("base-encoder", options.tokenizer()).withBatchesOf(BATCH_OF_BASE));
        }
        try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-bench-training");
                AutoCloseableRegistry sessions = new AutoCloseableRegistry()) {
            Map<String, Series.Timed> turns = new LinkedHashMap<>();
            for (Map.Entry<String, TrainingConfig> each : configs.entrySet()) {
                TrainingConfig config = each.getValue().with(options.inference().precision());
                // Both views of an image have one size.
                List<RgbImage> squares =
                        Images.squares(
                                options, Preprocessing.ofInputSize(config.augmentation().size()));
                Path state = scratch.path().resolve(each.getKey());
                TrainingSession session =
                        open(config, squares, options.inference().device(), state);
                sessions.registerCloseable(session);
                List<TrainingSample> batch = samples(config, squares, config.batchSize());
                turns.put(each.getKey(), () -> Series.time(() -> session.step(batch)));
            }
            Series.inTurn(2, turns); // warms up
            for (Map.Entry<String, Series> each :
                    Series.inTurn(options.rounds(), turns).entrySet()) {
                findings.put(each.getKey(), each.getValue());
                findings.say("%-22s %6.3f s", each.getKey(), each.getValue().median());
            }
            configs.forEach(
                    (step, config) ->
                            findings.say("%-22s takes %d images", step, config.batchSize()));
        }
    }

    private static TrainingConfig pretraining(String recipe, Path tokenizer) throws IOException {
        return Recipe.named(recipe).with("bench", "task.tokenizer", tokenizer.toString()).resolve();
    }

    private static TrainingSession open(
            TrainingConfig config, List<RgbImage> squares, String device, Path state)
            throws IOException {
        TrainingStart.create(
                        config, samples(config, squares, TrainingStart.samples(config)), device)
                .write(state);
        int images = STEPS_OF_AN_EPOCH * config.batchSize();
        SamplePlan plan = new SamplePlan(images, config.batchSize(), 1);
        return TorchTrainingSession.open(config, plan, state, 0, device);
    }

    private static List<TrainingSample> samples(
            TrainingConfig config, List<RgbImage> squares, int count) {
        MaskingGenerator masks = config.task().masks();
        SplittableRandom random = new SplittableRandom(1);
        List<TrainingSample> samples = new ArrayList<>();
        for (RgbImage square : Images.repeated(squares, count)) {
            samples.add(
                    new TrainingSample(square, square, masks == null ? null : masks.draw(random)));
        }
        return samples;
    }
}
