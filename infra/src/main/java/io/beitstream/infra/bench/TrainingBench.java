package io.beitstream.infra.bench;

import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.TrainingSession;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.checkpoint.ModelPreset;
import io.beitstream.model.data.MaskingGenerator;
import io.beitstream.model.data.SamplePlan;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.task.TorchTrainingSession;
import io.beitstream.model.task.TrainingConfig;
import io.beitstream.model.task.TrainingPresets;
import io.beitstream.model.task.TrainingStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Measures a step of each task, of the preset {@code tiny}; samples are ready before. */
final class TrainingBench {
    private static final int STEPS_OF_AN_EPOCH = 1000;

    private TrainingBench() {}

    /**
     * @param tokenizer the model directory of a {@code tiny} tokenizer, which gives the codes
     */
    static void measure(BenchOptions options, Path tokenizer, Findings findings) throws Exception {
        TrainingConfig distilling =
                TrainingPresets.tokenizer(ModelPreset.TINY, "hog")
                        .with(options.inference().precision());
        TrainingConfig pretraining =
                TrainingPresets.pretraining(
                                ModelPreset.TINY,
                                tokenizer.toString(),
                                ModelDirectory.openTokenizer(tokenizer).id().toString())
                        .with(options.inference().precision());
        // The preset's tasks see images of one size.
        List<RgbImage> squares =
                Images.squares(
                        options, Preprocessing.ofInputSize(distilling.augmentation().size()));
        String device = options.inference().device();
        try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-bench-training");
                TrainingSession first =
                        open(distilling, squares, device, scratch.path().resolve("first"));
                TrainingSession second =
                        open(pretraining, squares, device, scratch.path().resolve("second"))) {
            Map<String, Series.Timed> turns = new LinkedHashMap<>();
            List<TrainingSample> images = samples(distilling, squares, distilling.batchSize());
            List<TrainingSample> masked = samples(pretraining, squares, pretraining.batchSize());
            turns.put("tokenizerStep", () -> Series.time(() -> first.step(images)));
            turns.put("pretrainingStep", () -> Series.time(() -> second.step(masked)));
            Series.inTurn(2, turns); // warms up
            Series.inTurn(options.rounds(), turns)
                    .forEach(
                            (step, series) -> {
                                findings.put(step, series);
                                findings.say(
                                        "%-16s %6.3f s for %d images of tiny",
                                        step.replace("Step", " step"),
                                        series.median(),
                                        distilling.batchSize());
                            });
        }
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
