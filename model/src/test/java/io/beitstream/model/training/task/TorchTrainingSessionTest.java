package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.NonFiniteLossException;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchTrainingSessionTest {
    private static final int BATCH = 8;
    @TempDir static Path directory;
    private static Path tokenizer;

    @BeforeAll
    static void trainATokenizer() throws Exception {
        TrainingConfig config = TinyRuns.tokenizer(60, BATCH, TinyRuns.rounds(60));
        Path state = start(config, "tokenizer-start");
        try (TorchTrainingSession session = TinyRuns.open(config, state)) {
            for (int i = 0; i < 60; i++) {
                session.step(TinyRuns.samples(BATCH, i % 4));
            }
            session.save(state);
        }
        tokenizer = directory.resolve("tokenizer");
        TrainedModel.write(
                tokenizer,
                new RunDescription(config, "pictures", BATCH),
                TrainingState.read(state));
    }

    @Test
    void aTokenizerLearnsOneBatchByHeart() throws Exception {
        TrainingConfig config =
                TinyRuns.with(
                        TinyRuns.tokenizer(600, BATCH, TinyRuns.rounds(600)), "name", "\"heart\"");
        List<TrainingSample> batch = TinyRuns.samples(2, 7);
        batch =
                List.of(
                        batch.get(0),
                        batch.get(1),
                        batch.get(0),
                        batch.get(1),
                        batch.get(0),
                        batch.get(1),
                        batch.get(0),
                        batch.get(1));
        Map<TrainingMetric, Double> first = null;
        Map<TrainingMetric, Double> last = Map.of();
        try (TorchTrainingSession session = TinyRuns.open(config, start(config, batch, "heart"))) {
            for (int i = 0; i < 600; i++) {
                last = session.step(batch);
                first = first == null ? last : first;
            }
        }

        assertThat(first.get(TrainingMetric.LOSS)).isGreaterThan(0.5);
        assertThat(last.get(TrainingMetric.LOSS)).isLessThan(0.02);
    }

    @Test
    void aPretrainingModelLearnsOneBatchByHeart() throws Exception {
        TrainingConfig config =
                TinyRuns.pretraining(400, BATCH, tokenizer.toString(), 0, TinyRuns.rounds(400));
        List<TrainingSample> batch = TinyRuns.samples(BATCH, 8);
        Map<TrainingMetric, Double> last = Map.of();
        try (TorchTrainingSession session = TinyRuns.open(config, start(config, "mim"))) {
            for (int i = 0; i < 400; i++) {
                last = session.step(batch);
            }
        }

        assertThat(last.get(TrainingMetric.LOSS_MIM)).isLessThan(0.02);
        assertThat(last.get(TrainingMetric.LOSS_CLS)).isLessThan(0.02);
        assertThat(last.get(TrainingMetric.ACCURACY_MIM)).isEqualTo(1);
        assertThat(last.get(TrainingMetric.ACCURACY_CLS)).isEqualTo(1);
    }

    @Test
    void aSavedSessionGoesOnAsIfItHadNotStopped() throws Exception {
        TrainingConfig config =
                TinyRuns.pretraining(12, BATCH, tokenizer.toString(), 0.3, TinyRuns.rounds(12));
        Path through = start(config, "through");
        try (TorchTrainingSession session = TinyRuns.open(config, through)) {
            steps(session, 0, 12);
            session.save(directory.resolve("through-end"));
        }
        Path stopped = start(config, "stopped");
        for (int from : new int[] {0, 1, 5}) {
            int to = from == 0 ? 1 : from == 1 ? 5 : 12;
            try (TorchTrainingSession session = TinyRuns.open(config, stopped)) {
                assertThat(session.step()).isEqualTo(from);
                steps(session, from, to);
                session.save(stopped);
            }
        }

        assertThat(stopped).hasSameBinaryContentAs(directory.resolve("through-end"));
    }

    private static void steps(TorchTrainingSession session, int from, int to) {
        for (int i = from; i < to; i++) {
            session.step(TinyRuns.samples(BATCH, i));
        }
    }

    @Test
    void theSeedDecidesWhatIsDropped() throws Exception {
        TrainingConfig config =
                TinyRuns.pretraining(12, BATCH, tokenizer.toString(), 0.3, TinyRuns.rounds(12));
        Path state = start(config, "seeded");
        double first;
        double same;
        double other;
        try (TorchTrainingSession session = TinyRuns.open(config, state)) {
            first = session.step(TinyRuns.samples(BATCH, 0)).get(TrainingMetric.LOSS);
        }
        try (TorchTrainingSession session = TinyRuns.open(config, state)) {
            same = session.step(TinyRuns.samples(BATCH, 0)).get(TrainingMetric.LOSS);
        }
        try (TorchTrainingSession session =
                TinyRuns.open(TinyRuns.with(config, "seed", "2"), state)) {
            other = session.step(TinyRuns.samples(BATCH, 0)).get(TrainingMetric.LOSS);
        }

        assertThat(same).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void microBatchesGiveTheGradientOfTheWholeBatch() throws Exception {
        TrainingConfig whole =
                TinyRuns.pretraining(8, BATCH, tokenizer.toString(), 0, TinyRuns.rounds(8));
        TrainingConfig parts = TinyRuns.with(whole, "micro_batches", "4");
        Path state = start(whole, "parts");
        for (int i = 0; i < 3; i++) {
            try (TorchTrainingSession one = TinyRuns.open(whole, state);
                    TorchTrainingSession four = TinyRuns.open(parts, state)) {
                List<TrainingSample> batch = TinyRuns.samples(BATCH, i);
                Map<TrainingMetric, Double> expected = one.step(batch);
                Map<TrainingMetric, Double> accumulated = four.step(batch);

                assertThat(accumulated.get(TrainingMetric.LOSS))
                        .isCloseTo(expected.get(TrainingMetric.LOSS), within(1e-5));
                assertThat(accumulated.get(TrainingMetric.GRADIENT_NORM))
                        .isCloseTo(expected.get(TrainingMetric.GRADIENT_NORM), within(1e-4));
                // Adam makes much of the rounding of small gradients; but sums that had not been
                // emptied would double the norm.
                assertThat(four.step(batch).get(TrainingMetric.GRADIENT_NORM))
                        .isCloseTo(one.step(batch).get(TrainingMetric.GRADIENT_NORM), within(0.1));
                one.save(state);
            }
        }
    }

    @Test
    void blocksThatAreComputedAgainGiveTheSameSteps() throws Exception {
        TrainingConfig kept =
                TinyRuns.pretraining(4, BATCH, tokenizer.toString(), 0, TinyRuns.rounds(4));
        TrainingConfig again = TinyRuns.with(kept, "checkpoint_activations", "true");
        Path state = start(kept, "again");
        try (TorchTrainingSession one = TinyRuns.open(kept, state);
                TorchTrainingSession other = TinyRuns.open(again, state)) {
            for (int i = 0; i < 3; i++) {
                List<TrainingSample> batch = TinyRuns.samples(BATCH, i);
                assertThat(other.step(batch).get(TrainingMetric.LOSS))
                        .isCloseTo(one.step(batch).get(TrainingMetric.LOSS), within(1e-4));
            }
            one.save(directory.resolve("kept-end"));
            other.save(directory.resolve("again-end"));
        }
        assertThat(TrainingState.read(directory.resolve("again-end")).tensors().names())
                .isEqualTo(TrainingState.read(directory.resolve("kept-end")).tensors().names());
    }

    @Test
    void bf16StaysNearFp32() throws Exception {
        TrainingConfig config =
                TinyRuns.pretraining(4, BATCH, tokenizer.toString(), 0, TinyRuns.rounds(4));
        Path state = start(config, "bf16");
        try (TorchTrainingSession full = TinyRuns.open(config, state);
                TorchTrainingSession half =
                        TinyRuns.open(TinyRuns.with(config, "precision", "\"bf16\""), state)) {
            for (int i = 0; i < 3; i++) {
                List<TrainingSample> batch = TinyRuns.samples(BATCH, i);
                assertThat(half.step(batch).get(TrainingMetric.LOSS))
                        .isCloseTo(full.step(batch).get(TrainingMetric.LOSS), within(0.05));
            }
        }
    }

    @Test
    void fiveHundredStepsLeaveNothingBehind() throws Exception {
        TrainingConfig config =
                TinyRuns.pretraining(600, BATCH, tokenizer.toString(), 0, TinyRuns.rounds(600));
        List<TrainingSample> batch = TinyRuns.samples(BATCH, 7);
        try (TorchTrainingSession session = TinyRuns.open(config, start(config, "leak"))) {
            for (int i = 0; i < 100; i++) {
                session.step(batch);
            }
            long before = residentBytes();
            for (int i = 0; i < 500; i++) {
                session.step(batch);
            }
            // A single leaked batch of activations a step would be some 100 MB.
            assertThat(residentBytes() - before).isLessThan(30L << 20);
        }
    }

    private static long residentBytes() throws Exception {
        System.gc();
        Path status = Path.of("/proc/self/status");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(status), "needs Linux");
        String line =
                Files.readAllLines(status).stream()
                        .filter(l -> l.startsWith("VmRSS"))
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    @Test
    void aNonFiniteLossIsSaidWithItsStep() throws Exception {
        TrainingConfig config =
                TinyRuns.with(
                        TinyRuns.pretraining(
                                20, BATCH, tokenizer.toString(), 0, TinyRuns.rounds(20)),
                        "optimizer",
                        """
                        {"learning_rate": 1e30, "min_learning_rate": 0, "warmup_epochs": 0, "weight_decay": 0,
                         "weight_decay_end": 0, "beta1": 0.9, "beta2": 0.98, "epsilon": 1e-8, "clip_gradient_norm": 0}
                        """);
        try (TorchTrainingSession session = TinyRuns.open(config, start(config, "infinite"))) {
            assertThatThrownBy(() -> steps(session, 0, 20))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageMatching("step \\d+: the loss is (NaN|-?Infinity) .*");
        }
    }

    @Test
    void aMaskOfAnotherGridIsRefused() throws Exception {
        TrainingConfig config =
                TinyRuns.pretraining(4, BATCH, tokenizer.toString(), 0, TinyRuns.rounds(4));
        List<TrainingSample> batch =
                TinyRuns.samples(BATCH, 1).stream()
                        .map(s -> new TrainingSample(s.view(), s.tokenizerView(), new boolean[9]))
                        .toList();
        try (TorchTrainingSession session = TinyRuns.open(config, start(config, "grid"))) {
            assertThatThrownBy(() -> session.step(batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one grid");
        }
    }

    private static Path start(TrainingConfig config, String name) throws Exception {
        return start(config, TinyRuns.samples(BATCH, 0), name);
    }

    private static Path start(TrainingConfig config, List<TrainingSample> samples, String name)
            throws Exception {
        Path file = directory.resolve(name);
        TrainingStart.create(config, samples, "cpu").write(file);
        return file;
    }
}
