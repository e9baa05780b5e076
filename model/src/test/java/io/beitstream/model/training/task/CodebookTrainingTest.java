package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.tensor.StateDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodebookTrainingTest {
    private static final int BATCH = 8;
    private static final String CODES = "quantize.embedding.weight";
    @TempDir static Path directory;

    @Test
    void kMeansGivesEveryCodeSomeOfTheFirstSamples() throws Exception {
        TrainingConfig config = TinyRuns.tokenizer(4, BATCH, TinyRuns.rounds(4));
        TrainingState state = TrainingStart.create(config, TinyRuns.samples(BATCH, 3), "cpu");
        float[] codes = state.network().get("quantize.embedding.weight").toFloats();
        float[] bins = state.network().get("quantize.embedding.cluster_size").toFloats();
        double patches = 0;
        for (float bin : bins) {
            patches += bin;
        }

        assertThat(patches).isEqualTo(BATCH * 16);
        for (int row = 0; row < codes.length; row += 8) {
            double squares = 0;
            for (int i = row; i < row + 8; i++) {
                squares += codes[i] * codes[i];
            }
            assertThat(squares).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void itMovesAsFarForTheSameSamplesWithSeveralTrainers() throws Exception {
        TrainingConfig config = TinyRuns.tokenizer(8, BATCH, TinyRuns.rounds(8));
        Path state = start(config);
        List<TrainingSample> batch = TinyRuns.samples(BATCH, 3);
        float[] before = codes(state);
        double alone = distance(before, codes(afterAStep(config, state, batch)));
        TrainingConfig each = config.with(new RoundConfig(3, 8, 1, 0));
        double three = distance(before, codes(afterAStep(each, state, batch)));
        TrainingConfig together = config.with(new RoundConfig(3, 8, 1, 0, 3 * BATCH));
        double thirds = distance(before, codes(afterAStep(together, state, batch)));

        assertThat(alone).isPositive();
        assertThat(three / alone).isCloseTo(3, within(0.06)); // 1 - 0.99^3 over 0.01: 2.97
        assertThat(thirds).isEqualTo(alone); // a third of the recipe's batch is one of it
    }

    /** As in the official code, where the counts and sums of all GPUs are added up. */
    @Test
    void microBatchesMoveItByTheWholeBatch() throws Exception {
        TrainingConfig whole = TinyRuns.tokenizer(8, BATCH, TinyRuns.rounds(8));
        Path state = start(whole);
        List<TrainingSample> batch = TinyRuns.samples(BATCH, 3);
        StateDict before = TrainingState.read(state).network();
        StateDict one = TrainingState.read(afterAStep(whole, state, batch)).network();
        TrainingConfig parts = TinyRuns.with(whole, "micro_batches", "4");
        StateDict four = TrainingState.read(afterAStep(parts, state, batch)).network();

        for (String name : List.of(CODES, "quantize.cluster_size")) {
            float[] expected = one.get(name).toFloats();
            assertThat(distance(before.get(name).toFloats(), expected)).isGreaterThan(1e-3);
            assertThat(distance(four.get(name).toFloats(), expected)).isLessThan(1e-5);
        }
    }

    private static Path afterAStep(TrainingConfig config, Path state, List<TrainingSample> batch)
            throws Exception {
        Path after = Files.createTempFile(directory, "after", "");
        try (TorchTrainingSession session = TinyRuns.open(config, state)) {
            session.step(batch);
            session.save(after);
        }
        return after;
    }

    private static float[] codes(Path state) throws Exception {
        return TrainingState.read(state).network().get(CODES).toFloats();
    }

    private static double distance(float[] one, float[] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            squares += Math.pow((double) one[i] - other[i], 2);
        }
        return Math.sqrt(squares);
    }

    private static Path start(TrainingConfig config) throws Exception {
        Path file = directory.resolve("start");
        TrainingStart.create(config, TinyRuns.samples(BATCH, 0), "cpu").write(file);
        return file;
    }
}
