package io.beitstream.model.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.TrainingMetric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
    @TempDir Path directory;

    @Test
    void afterAnyCrashEachStepStandsThereOnce() throws Exception {
        Path file = directory.resolve("metrics.jsonl");
        Path first = round("first", 1, 2);
        Path second = round("second", 3, 4);

        MetricsFile metrics = new MetricsFile(file);
        metrics.resume(0, directory.resolve("none"));
        metrics.append(first);
        // Killed after round 2 was published, before its metrics were added.
        MetricsFile late = new MetricsFile(file);
        late.resume(4, second);
        assertThat(steps(file)).containsExactly(1, 2, 3, 4);
        // Killed after they were added: nothing is added twice.
        new MetricsFile(file).resume(4, second);
        assertThat(steps(file)).containsExactly(1, 2, 3, 4);
        // A round was taken back: its steps go.
        new MetricsFile(file).resume(2, first);
        assertThat(steps(file)).containsExactly(1, 2);
    }

    @Test
    void halfAnAddedRoundIsCompleted() throws Exception {
        Path file = directory.resolve("metrics.jsonl");
        Files.writeString(file, Files.readString(round("half", 1, 2, 3)) + "{\"step\":4,\"lo");

        new MetricsFile(file).resume(5, round("second", 3, 4, 5));

        assertThat(steps(file)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aLongRunIsThinnedAndItsFileIsNot() throws Exception {
        Path file = directory.resolve("metrics.jsonl");
        MetricsFile metrics = new MetricsFile(file);
        metrics.resume(0, directory.resolve("none"));
        metrics.append(round("short", IntStream.rangeClosed(1, 1000).toArray()));
        assertThat(metrics.steps()).hasSize(1000).isEqualTo(StepMetrics.read(file));

        metrics.append(round("long", IntStream.rangeClosed(1001, 5000).toArray()));
        List<StepMetrics> thinned = metrics.steps();
        assertThat(steps(file)).hasSize(5000);
        assertThat(thinned).hasSizeBetween(500, 1025);
        assertThat(thinned.get(0).step()).isEqualTo(8);
        double mean = IntStream.rangeClosed(1, 8).mapToDouble(i -> 1.0 / i).sum() / 8;
        assertThat(loss(thinned.get(0))).isCloseTo(mean, within(1e-12));
        assertThat(thinned.get(thinned.size() - 1))
                .isEqualTo(new StepMetrics(5000, 0, Map.of(TrainingMetric.LOSS, 1.0 / 5000)));
    }

    @Test
    void theRoundUnderWayIsReadOnAndOverAgainWhenItBeginsAgain() throws Exception {
        MetricsFile metrics = new MetricsFile(directory.resolve("metrics.jsonl"));
        metrics.resume(0, directory.resolve("none"));
        metrics.append(round("first", 1, 2));
        Path trainer = directory.resolve("trainer");

        assertThat(numbers(metrics.stepsWith(trainer))).containsExactly(1, 2);
        round("trainer", 3, 4);
        assertThat(numbers(metrics.stepsWith(trainer))).containsExactly(1, 2, 3, 4);
        round("trainer", 3, 4, 5);
        assertThat(numbers(metrics.stepsWith(trainer))).containsExactly(1, 2, 3, 4, 5);
        round("trainer", 3);
        assertThat(numbers(metrics.stepsWith(trainer))).containsExactly(1, 2, 3);
        Files.writeString(trainer, " ".repeat(3) + Files.readString(round("other", 3, 4)));
        assertThat(numbers(metrics.stepsWith(trainer))).containsExactly(1, 2, 3, 4);
        Files.delete(trainer);
        assertThat(numbers(metrics.stepsWith(trainer))).containsExactly(1, 2);
        metrics.append(round("second", 3, 4));
        assertThat(numbers(metrics.stepsWith(trainer))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aLineThatIsBeingWrittenIsLeftOut() throws Exception {
        Path file = round("open", 1, 2);
        Files.writeString(file, "{\"step\":3,\"lo", java.nio.file.StandardOpenOption.APPEND);

        assertThat(steps(file)).containsExactly(1, 2);
    }

    @Test
    void trainersAreAveraged() {
        StepMetrics mean =
                StepMetrics.mean(
                        List.of(
                                new StepMetrics(7, 1, Map.of(TrainingMetric.LOSS, 1.0)),
                                new StepMetrics(7, 1, Map.of(TrainingMetric.LOSS, 2.0))));

        assertThat(mean).isEqualTo(new StepMetrics(7, 1, Map.of(TrainingMetric.LOSS, 1.5)));
    }

    @Test
    void aTrainerThatSkipsAStepTakesNoPartInItsLoss() {
        StepMetrics mean =
                StepMetrics.mean(
                        List.of(
                                new StepMetrics(7, 1, Map.of(TrainingMetric.SKIPPED_STEPS, 1.0)),
                                new StepMetrics(
                                        7,
                                        1,
                                        Map.of(
                                                TrainingMetric.LOSS,
                                                2.0,
                                                TrainingMetric.SKIPPED_STEPS,
                                                0.0))));

        assertThat(mean.values())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(TrainingMetric.LOSS, 2.0, TrainingMetric.SKIPPED_STEPS, 0.5));
    }

    private Path round(String name, int... steps) throws Exception {
        Path file = directory.resolve(name);
        StringBuilder lines = new StringBuilder();
        for (int step : steps) {
            lines.append(new StepMetrics(step, 0, Map.of(TrainingMetric.LOSS, 1.0 / step)).toJson())
                    .append('\n');
        }
        Files.writeString(file, lines);
        return file;
    }

    private static List<Integer> steps(Path file) throws Exception {
        return numbers(StepMetrics.read(file));
    }

    private static List<Integer> numbers(List<StepMetrics> steps) {
        return steps.stream().map(StepMetrics::step).toList();
    }

    private static double loss(StepMetrics step) {
        return step.values().getOrDefault(TrainingMetric.LOSS, Double.NaN);
    }
}
