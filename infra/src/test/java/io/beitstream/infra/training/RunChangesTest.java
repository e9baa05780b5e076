package io.beitstream.infra.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.run.KeepConfig;
import io.beitstream.model.training.run.RunChange;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.ValidationConfig;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunChangesTest {
    private static final TrainingConfig CONFIG = with(); // 64 images a step, one trainer

    @Test
    void runsAreComparedSettingBySetting() {
        RunDescription known = new RunDescription(CONFIG, "here", 100);
        RunDescription wanted =
                new RunDescription(
                        with("optimizer.learning_rate=0.5"),
                        "there",
                        100,
                        new ValidationConfig("held", 1, 3, false),
                        new KeepConfig(2, 7),
                        List.of());

        assertThat(RunChanges.between(known, known, 3).all()).isEmpty();
        assertThat(RunChanges.between(known, wanted, 3).all())
                .containsExactly(
                        new RunChange(3, "optimizer.learning_rate", "0.001", "0.5"),
                        new RunChange(3, "data", "\"here\"", "\"there\""),
                        new RunChange(3, "validation.data", "\"\"", "\"held\""),
                        new RunChange(3, "validation.patience", "0", "3"),
                        new RunChange(3, "keep.every", "0", "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "optimizer.learning_rate=1e-4",
                "optimizer.clip_gradient_norm=0.5",
                "optimizer.skip_nonfinite=3",
                "micro_batches=4",
                "rounds.trainers=2 batch_size=32 rounds.global_batch=64",
                "rounds.outer_momentum=0.5"
            })
    void whatDoesNotTouchThePastMayChange(String settings) {
        assertThatCode(() -> require(with(settings.split(" ")))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed=5|(seed is 5, was 0): give --set seed=0, or another --out",
                "name=other|(name is \"other\", was \"tiny-tokenizer\"): give --set name=tiny-tokenizer,",
                "rounds.trainers=2|(rounds.trainers is 2, was 1); trainers times batch size must stay 64:",
                "epochs=9 seed=1|(epochs is 9, was 7; seed is 1, was 0): give --set epochs=7 --set seed=0,"
            })
    void theRestIsRefusedWithARemedy(String settings, String message) {
        assertThatThrownBy(() -> require(with(settings.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("run holds a run with settings that cannot change any more")
                .hasMessageContaining(message);
    }

    private static void require(TrainingConfig wanted) {
        RunChanges.between(
                        new RunDescription(CONFIG, "here", 100),
                        new RunDescription(wanted, "here", 100),
                        1)
                .requireFree(Path.of("run"), CONFIG, wanted);
    }

    private static TrainingConfig with(String... assignments) {
        try {
            Recipe recipe = Recipe.named("tiny-tokenizer");
            for (String assignment : assignments) {
                String[] parts = assignment.split("=");
                recipe = recipe.withText("--set", parts[0], parts[1]);
            }
            return recipe.with("--set", "rounds.steps", 100).resolve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
