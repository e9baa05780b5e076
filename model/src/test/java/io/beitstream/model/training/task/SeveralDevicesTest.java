package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.decoder.PixelDecoderConfig;
import io.beitstream.model.training.data.Regularization;
import io.beitstream.model.training.data.SamplePlan;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two or three CPUs in the place of GPUs, against one that computes all micro-batches. */
class SeveralDevicesTest {
    private static final int BATCH = 8;
    private static final int STEPS = 20;
    private static final List<String> CLASSES = List.of("bird", "cat", "dog");

    @TempDir static Path directory;
    private static Path tokenizer;

    @BeforeAll
    static void makeATokenizer() throws Exception {
        TrainingConfig config = TinyRuns.tokenizer(STEPS, BATCH, TinyRuns.rounds(STEPS));
        tokenizer = directory.resolve("tokenizer");
        TrainedModel.write(
                tokenizer,
                new RunDescription(config, "pictures", BATCH),
                TrainingStart.create(config, TinyRuns.samples(BATCH, 0), "cpu"));
    }

    @Test
    void aTokenizerIsTheSame() throws Exception {
        TrainingConfig published = TinyRuns.tokenizer(STEPS, BATCH, TinyRuns.rounds(STEPS));
        TaskConfig.Tokenizer task = (TaskConfig.Tokenizer) published.task();
        TaskConfig.Tokenizer reviving =
                new TaskConfig.Tokenizer(task.architecture(), task.teacher(), true, 0.5);

        assertDevicesChangeNothing("tokenizer", published);
        assertDevicesChangeNothing("reviving", TinyRuns.with(published, reviving));
    }

    @Test
    void aPretrainingModelIsTheSameAndSoIsWhatItDrops() throws Exception {
        assertDevicesChangeNothing(
                "pretraining",
                TinyRuns.pretraining(
                        STEPS, BATCH, tokenizer.toString(), 0.3, TinyRuns.rounds(STEPS)));
    }

    @Test
    void aClassifierIsTheSameAndSoIsItsAverage() throws Exception {
        TaskConfig task =
                new TaskConfig.FineTuning(
                        new BeitConfig(
                                TinyRuns.SIDE, 8, 32, 2, 2, .1, false, true, false, true, 3, 2, 0),
                        CLASSES,
                        .2,
                        .75,
                        .9,
                        new Regularization(.1, .8, 1, .5, .5, 2, 9, .5));
        assertDevicesChangeNothing("classifier", with(task));
    }

    @Test
    void aDecoderIsTheSame() throws Exception {
        TaskConfig task =
                new TaskConfig.Decoding(
                        new PixelDecoderConfig(TinyRuns.SIDE, 8, 16, 8, 32, 2, 2),
                        tokenizer.toString(),
                        "tiny@test");
        assertDevicesChangeNothing("decoder", with(task));
    }

    private static TrainingConfig with(TaskConfig task) throws IOException {
        return TinyRuns.with(TinyRuns.tokenizer(STEPS, BATCH, TinyRuns.rounds(STEPS)), task);
    }

    private static void assertDevicesChangeNothing(String name, TrainingConfig config)
            throws IOException {
        Path start = directory.resolve(name + "-start");
        TrainingStart.create(config, samples(0), "cpu").write(start);

        TrainingConfig two = config.with(BATCH, 2);
        Path alone = trained(two, start, name + "-alone", "cpu");
        assertThat(Files.mismatch(alone, start)).isNotNegative();
        assertThat(trained(two, start, name + "-two", "cpu", "cpu")).hasSameBinaryContentAs(alone);
        TrainingConfig four = config.with(BATCH, 4);
        assertThat(trained(four, start, name + "-three", "cpu", "cpu", "cpu"))
                .hasSameBinaryContentAs(trained(four, start, name + "-four", "cpu"));
    }

    private static Path trained(TrainingConfig config, Path start, String name, String... devices)
            throws IOException {
        Path end = directory.resolve(name);
        SamplePlan epochOfAStep = new SamplePlan(BATCH, BATCH, 1);
        try (TorchTrainingSession session =
                TorchTrainingSession.open(config, epochOfAStep, start, 0, devices)) {
            for (int step = 0; step < STEPS; step++) {
                Map<TrainingMetric, Double> metrics = session.step(samples(step));
                assertThat(metrics.get(TrainingMetric.LOSS)).isPositive();
                assertThat(metrics.get(TrainingMetric.GRADIENT_NORM)).isPositive();
            }
            session.save(end);
        }
        return end;
    }

    private static List<TrainingSample> samples(int seed) {
        List<TrainingSample> samples = new ArrayList<>();
        for (TrainingSample sample : TinyRuns.samples(BATCH, seed)) {
            samples.add(sample.of(samples.size() % CLASSES.size()));
        }
        return samples;
    }
}
