package io.beitstream.model.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.task.TaskConfig;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the shipped recipes resolve to. {@code resolved.json} holds the values that they had when
 * they were constructors, before they were data.
 */
class ShippedRecipesTest {
    @TempDir static Path directory;
    private static JsonNode before;
    private static Map<String, ModelDirectory> tokenizers;
    private static ModelDirectory clip;

    @BeforeAll
    static void makeModels() throws IOException {
        try (InputStream in = ShippedRecipesTest.class.getResourceAsStream("resolved.json")) {
            before = ConfigJson.MAPPER.readTree(in);
        }
        tokenizers =
                Map.of(
                        "tiny", SmallModels.tokenizer(directory.resolve("tiny"), 64, 8, 512, 3),
                        "base",
                                SmallModels.tokenizer(
                                        directory.resolve("base"), 224, 16, 8192, 12));
        clip = SmallModels.clip(directory.resolve("clip"), 224, 16, 512);
    }

    static Stream<String> recipes() {
        return before.path("recipes").properties().stream().map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void aRecipeIsWhatItWasBefore(String name) throws IOException {
        ObjectNode expected = before.path("recipes").path(name).deepCopy();
        ObjectNode task = (ObjectNode) expected.get("task");
        TrainingConfig config;
        if (task.has("tokenizer")) {
            ModelDirectory tokenizer = tokenizers.get(name.startsWith("tiny") ? "tiny" : "base");
            config = with(name, "task.tokenizer", tokenizer.path().toString());
            task.put("tokenizer", tokenizer.path().toString());
            task.put("tokenizer_id", tokenizer.id().toString());
            if (config.task() instanceof TaskConfig.Decoding) {
                ((ObjectNode) task.get("architecture")).put("embed_dim", SmallModels.WIDTH);
            }
        } else if (task.has("classes")) {
            config = with(name, "task.classes", List.of("cat", "dog"));
        } else if (name.startsWith("tiny")) {
            config = Recipe.named(name).resolve();
        } else {
            String teacher = "clip:" + clip.path();
            config = with(name, "task.teacher", teacher);
            task.put("teacher", teacher);
        }

        // Only what there was before: settings may be added.
        JsonNode now = ConfigJson.MAPPER.readTree(ConfigJson.MAPPER.writeValueAsString(config));
        ObjectNode asBefore = now.deepCopy();
        new Layer("before", null, expected).over(asBefore);
        assertThat(now).isEqualTo(asBefore);
    }

    private static TrainingConfig with(String name, String setting, Object value)
            throws IOException {
        return Recipe.named(name).with("test", setting, value).resolve();
    }

    @ParameterizedTest
    @EnumSource(ModelPreset.class)
    void networksHaveTheSizesThatTheyHadBefore(ModelPreset preset) {
        JsonNode expected = before.path("networks").path(preset.name().toLowerCase(Locale.ROOT));

        assertThat((JsonNode) ConfigJson.MAPPER.valueToTree(preset.tokenizerArchitecture()))
                .isEqualTo(expected.path("tokenizer"));
        assertThat((JsonNode) ConfigJson.MAPPER.valueToTree(preset.encoderArchitecture()))
                .isEqualTo(expected.path("encoder"));
    }

    /** Sections 5.6 and 6.2 of the reference. */
    @ParameterizedTest
    @CsvSource({
        "base-encoder, 300, .98, 0, 9",
        "large-encoder, 300, .98, 0, 21",
        "base-encoder-1600, 1600, .999, .1, 9",
        "large-encoder-1600, 1600, .999, .1, 21"
    })
    void pretrainingIsAsPublished(
            String name, int epochs, double beta2, double dropPath, int earlyLayers)
            throws IOException {
        TrainingConfig config =
                with(name, "task.tokenizer", tokenizers.get("base").path().toString());
        PretrainingConfig network = ((TaskConfig.Pretraining) config.task()).architecture();

        assertThat(config.name()).isEqualTo(name);
        assertThat(config.epochs()).isEqualTo(epochs);
        assertThat(config.batchSize()).isEqualTo(2048);
        assertThat(config.optimizer().learningRate()).isEqualTo(1.5e-3);
        assertThat(config.optimizer().warmupEpochs()).isEqualTo(10);
        assertThat(config.optimizer().beta2()).isEqualTo(beta2);
        assertThat(config.optimizer().weightDecayEnd()).isEqualTo(.05);
        assertThat(config.optimizer().clipGradientNorm()).isEqualTo(3);
        assertThat(network.dropPath()).isEqualTo(dropPath);
        assertThat(network.earlyLayers()).isEqualTo(earlyLayers);
    }

    @ParameterizedTest
    @CsvSource({
        "base-classifier, 5e-4, 100, 20, .65, .1",
        "base-classifier-1600, 5e-4, 100, 20, .6, .2",
        "large-classifier, 5e-4, 50, 5, .8, .2",
        "large-classifier-1600, 2e-4, 50, 5, .8, .2"
    })
    void fineTuningIsAsPublished(
            String name, double rate, int epochs, double warmup, double decay, double dropPath)
            throws IOException {
        TrainingConfig config = with(name, "task.classes", List.of("cat", "dog"));
        TaskConfig.FineTuning task = (TaskConfig.FineTuning) config.task();

        assertThat(config.batchSize()).isEqualTo(1024);
        assertThat(config.epochs()).isEqualTo(epochs);
        assertThat(config.optimizer().learningRate()).isEqualTo(rate);
        assertThat(config.optimizer().minLearningRate()).isEqualTo(1e-6);
        assertThat(config.optimizer().warmupEpochs()).isEqualTo(warmup);
        assertThat(task.layerDecay()).isEqualTo(decay);
        assertThat(task.dropPath()).isEqualTo(dropPath);
        assertThat(task.regularization().mixup()).isEqualTo(.8);
        assertThat(task.regularization().cutmix()).isEqualTo(1);
    }

    @Test
    void everyFileIsARecipeThatIsNamed() throws IOException {
        Path folder = Path.of("src", "main", "resources", "recipes");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(Recipe.names().stream(), Stream.of("default")).toList());
        }
    }
}
