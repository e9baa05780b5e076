package io.beitstream.model.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private static final TrainingConfig CONFIG = tiny(); // rounds of 100 steps

    private static TrainingConfig tiny() {
        try {
            return Recipe.named("tiny-tokenizer").resolve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TempDir private Path directory;

    @Test
    void theLastRoundsEveryFifthAndTheBestAreKept() throws Exception {
        RunDirectory run = withRounds(0, 12);

        run.keep(new KeepConfig(2, 5), 7);
        assertThat(rounds(run)).containsExactly(5, 7, 10, 11, 12);
        run.keep(new KeepConfig(1, 0), 0);
        assertThat(rounds(run)).containsExactly(12);
    }

    @Test
    void theStartIsNotTakenForTheBestRound() throws Exception {
        RunDirectory run = withRounds(0, 2);

        run.keep(new KeepConfig(), 0);

        assertThat(rounds(run)).containsExactly(1, 2);
    }

    @Test
    void theLinkToTheBestRoundMoves() throws Exception {
        RunDirectory run = withRounds(1, 2);

        run.linkBest(1);
        run.linkBest(2);

        assertThat(directory.resolve("best")).isSymbolicLink();
        assertThat(directory.resolve("best/metrics.jsonl")).hasContent("2");
        assertThat(directory.resolve("best.partial")).doesNotExist();
    }

    @Test
    void aDescriptionFromBeforeValidationsIsRead() throws Exception {
        RunDirectory run = new RunDirectory(directory);
        RunDescription description = new RunDescription(CONFIG, "here", 200);
        Path image = Files.writeString(directory.resolve("a.png"), "never decoded");
        try (ImageDataset images = DatasetIndexer.index(image)) {
            run.create(description, images);
        }
        assertThat(run.description()).isEqualTo(description);
        Path file = directory.resolve("run.json");
        ObjectNode json = (ObjectNode) ConfigJson.MAPPER.readTree(file.toFile());
        json.remove(List.of("validation", "keep", "changes"));
        ((ObjectNode) json.at("/config/optimizer")).remove("skip_nonfinite");
        Files.writeString(file, json.toString());

        assertThat(run.description()).isEqualTo(description);
    }

    @Test
    void validationsCountFromWhereTheirImagesWereNamed() {
        RunDescription run =
                new RunDescription(
                        CONFIG,
                        "here",
                        6400,
                        new ValidationConfig("held", 1, 2, false),
                        new KeepConfig(),
                        List.of(new RunChange(3, "validation.data", "\"\"", "\"held\"")));
        Validations validations = run.validations();

        Stream.of(step(100, .1), step(200, .1)).forEach(validations::add);
        assertThat(validations.bestStep()).isEqualTo(-1);
        Stream.of(step(300, .5), step(400, .4), step(500, .4)).forEach(validations::add);
        assertThat(validations.bestStep()).isEqualTo(400);
        assertThat(run.roundOf(400)).isEqualTo(4);
        assertThat(validations.exhaust(2)).isFalse();
        Stream.of(step(600, .45)).forEach(validations::add);
        assertThat(validations.exhaust(2)).isTrue();
        assertThat(validations.exhaust(0)).isFalse();
    }

    @Test
    void whatGoesByValidationsNeedsThem() {
        assertThatThrownBy(() -> new ValidationConfig("", 1, 3, false))
                .hasMessageContaining("name images to validate on");
        assertThatThrownBy(() -> new ValidationConfig("", 1, 0, true))
                .hasMessageContaining("name images to validate on");
    }

    private static StepMetrics step(int step, double loss) {
        return new StepMetrics(step, 0, Map.of(TrainingMetric.VALIDATION_LOSS, loss));
    }

    private RunDirectory withRounds(int first, int last) throws Exception {
        RunDirectory run = new RunDirectory(directory);
        for (int round = first; round <= last; round++) {
            Files.createDirectories(run.round(round).path());
            Files.writeString(run.round(round).metrics(), Integer.toString(round));
        }
        return run;
    }

    private static List<Integer> rounds(RunDirectory run) {
        List<Integer> rounds = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            if (Files.exists(run.round(round).path())) {
                rounds.add(round);
            }
        }
        return rounds;
    }
}
