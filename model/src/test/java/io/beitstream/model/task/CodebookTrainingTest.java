package io.beitstream.model.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.TrainingSample;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodebookTrainingTest {
    private static final int BATCH = 8;
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
    void itMovesAsFarForTheSameSamplesInMicroBatchesAndWithSeveralTrainers() throws Exception {
        TrainingConfig config = TinyRuns.tokenizer(8, BATCH, TinyRuns.rounds(8));
        Path state = start(config);
        List<TrainingSample> two = TinyRuns.samples(2, 3);
        List<TrainingSample> batch =
                two.stream().flatMap(sample -> Stream.of(sample, sample, sample, sample)).toList();
        float[] before = codes(state);
        double whole = distance(before, codesAfterAStep(config, state, batch));
        double parts =
                distance(
                        before,
                        codesAfterAStep(
                                TinyRuns.with(config, "micro_batches", "4"),
                                state,
                                alternating(two)));
        TrainingConfig shared = config.with(new RoundConfig(3, 8, 1, 0));
        double three = distance(before, codesAfterAStep(shared, state, batch));

        assertThat(whole).isPositive();
        assertThat(parts / whole).isCloseTo(1, within(0.01));
        assertThat(three / whole).isCloseTo(3, within(0.06)); // 1 - 0.99^3 over 0.01: 2.97
    }

    private static List<TrainingSample> alternating(List<TrainingSample> samples) {
        return Stream.generate(() -> samples).limit(4).flatMap(List::stream).toList();
    }

    private static float[] codesAfterAStep(
            TrainingConfig config, Path state, List<TrainingSample> batch) throws Exception {
        Path after = directory.resolve("codes-after");
        try (TorchTrainingSession session = TinyRuns.open(config, state)) {
            session.step(batch);
            session.save(after);
        }
        return codes(after);
    }

    private static float[] codes(Path state) throws Exception {
        return TrainingState.read(state).network().get("quantize.embedding.weight").toFloats();
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
