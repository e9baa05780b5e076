package io.beitstream.infra.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ModelPreset;
import io.beitstream.model.task.RoundConfig;
import io.beitstream.model.task.TaskConfig;
import io.beitstream.model.task.TrainingConfig;
import io.beitstream.model.task.TrainingPresets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(ModelPreset.class)
    void presetsAreSound(ModelPreset preset) {
        TrainingConfig tokenizer = TrainingPresets.tokenizer(preset, "hog");
        TrainingConfig pretraining = TrainingPresets.pretraining(preset, "some/where", "some@1");

        assertThat(Settings.of(tokenizer).toConfig()).isEqualTo(tokenizer);
        assertThat(Settings.of(pretraining).toConfig()).isEqualTo(pretraining);
    }

    @Test
    void theBaseRecipesAreThePublishedOnes() {
        TrainingConfig tokenizer = TrainingPresets.tokenizer(ModelPreset.BASE, "clip:x");
        TrainingConfig pretraining = TrainingPresets.pretraining(ModelPreset.BASE, "x", "x@1");

        assertThat(tokenizer.batchSize()).isEqualTo(512);
        assertThat(tokenizer.epochs()).isEqualTo(100);
        assertThat(tokenizer.optimizer().learningRate()).isEqualTo(2e-4);
        assertThat(tokenizer.optimizer().clipGradientNorm()).isZero();
        assertThat(((TaskConfig.Tokenizer) tokenizer.task()).reviveBelow()).isZero();
        assertThat(pretraining.batchSize()).isEqualTo(2048);
        assertThat(pretraining.optimizer().beta2()).isEqualTo(.98);
        assertThat(pretraining.augmentation().minCropScale()).isEqualTo(.2);
        assertThat(((TaskConfig.Pretraining) pretraining.task()).architecture().earlyLayers())
                .isEqualTo(9);
    }

    @Test
    void theOuterStepIsDiLoCosInThePublishedRecipesAndTheMeanInTiny() {
        assertThat(TrainingPresets.rounds(ModelPreset.BASE, 8))
                .isEqualTo(new RoundConfig(8, 500, 0.7, 0.9));
        assertThat(TrainingPresets.rounds(ModelPreset.TINY, 1))
                .isEqualTo(new RoundConfig(1, 100, 1, 0));
        assertThat(TrainingPresets.rounds(ModelPreset.TINY, 4))
                .isEqualTo(new RoundConfig(4, 10, 1, 0));
    }

    @Test
    void fileAndSingleSettingsAreLaidOverThePreset() throws Exception {
        Path file = directory.resolve("run.json");
        Files.writeString(
                file,
                "{\"epochs\": 3, \"optimizer\": {\"beta2\": 0.95}, \"rounds\": {\"steps\": 7}}");
        Settings settings = Settings.of(TrainingPresets.tokenizer(ModelPreset.TINY, "hog"));
        settings.apply(file);
        settings.set("rounds.steps", "9");
        settings.set("precision", "bf16");
        TrainingConfig config = settings.toConfig();

        assertThat(config.epochs()).isEqualTo(3);
        assertThat(config.optimizer().beta2()).isEqualTo(0.95);
        assertThat(config.optimizer().beta1()).isEqualTo(0.9);
        assertThat(config.rounds().steps()).isEqualTo(9);
        assertThat(config.precision()).isEqualTo(Precision.BF16);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optimiser.beta2 | 0.9 | there is no setting optimiser.beta2",
                "optimizer.momentum | 0.9 | learning_rate, min_learning_rate",
                "epochs | 0 | epochs is 0, but must be at least 1",
                "batch_size | 63.5 | batch_size",
                "batch_size | many | batch_size",
                "micro_batches | 7 | a batch_size of 64 does not divide into 7 micro_batches",
                "precision | fp16 | loss scaling",
                "precision | fp17 | precision",
                "augmentation.size | 32 | the network takes images of 64 pixels",
                "augmentation.min_crop_scale | 2 | must lie in (0, 1]",
                "rounds.trainers | 0 | at least one trainer",
                "optimizer.learning_rate | -1 | must be above 0",
            })
    void mistakesAreNamed(String name, String value, String message) {
        assertThatThrownBy(
                        () -> {
                            Settings settings =
                                    Settings.of(TrainingPresets.tokenizer(ModelPreset.TINY, "hog"));
                            settings.set(name, value);
                            settings.toConfig();
                        })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
