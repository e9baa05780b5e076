package io.beitstream.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.TrainingMetric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        return StepMetrics.read(file).stream().map(StepMetrics::step).toList();
    }
}
