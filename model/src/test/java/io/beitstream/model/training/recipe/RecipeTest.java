package io.beitstream.model.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.task.RoundConfig;
import io.beitstream.model.training.task.TaskConfig;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
    @TempDir Path directory;

    private Path file(String json) throws IOException {
        return Files.writeString(directory.resolve("mine.json"), json.replace('\'', '"'));
    }

    private Recipe tokenizer(String json) throws IOException {
        return Recipe.of(RecipeKind.TOKENIZER, null, file(json));
    }

    @Test
    void aFileIsLaidOverTheRecipeAndOptionsOverTheFile() throws Exception {
        TrainingConfig config =
                tokenizer("{'epochs': 3, 'optimizer': {'beta2': 0.95}, 'rounds': {'steps': 7}}")
                        .with("--round-steps", "rounds.steps", 9)
                        .with("--epochs", "epochs", null)
                        .with("--precision", "precision", Precision.BF16)
                        .withText("--set", "name", "other")
                        .resolve();

        assertThat(config.epochs()).isEqualTo(3);
        assertThat(config.optimizer().beta2()).isEqualTo(0.95);
        assertThat(config.optimizer().beta1()).isEqualTo(0.9);
        assertThat(config.rounds().steps()).isEqualTo(9);
        assertThat(config.precision()).isEqualTo(Precision.BF16);
        assertThat(config.name()).isEqualTo("other");
    }

    @Test
    void aFileMayNameTheRecipeItself() throws Exception {
        Path mine = file("{'extends': 'base-encoder-1600', 'epochs': 800}");
        JsonNode settings = Recipe.of(RecipeKind.ENCODER, null, mine).settings();

        assertThat(settings.path("epochs").asInt()).isEqualTo(800);
        assertThat(settings.at("/optimizer/beta2").asDouble()).isEqualTo(.999);
        assertThat(settings.at("/task/architecture/embed_dim").asInt()).isEqualTo(768);
        assertThatThrownBy(() -> Recipe.of(RecipeKind.ENCODER, "large", mine))
                .hasMessage(mine + " extends base-encoder-1600 already: name no other preset");
    }

    @Test
    void whatIsPrintedCanBeLaidOverAgain() throws Exception {
        JsonNode printed = Recipe.named("tiny-tokenizer").settings();

        assertThat(printed.get("name").isNull()).isTrue();
        assertThat(printed.at("/task/kind").asText()).isEqualTo("tokenizer");
        assertThat(tokenizer(ConfigJson.MAPPER.writeValueAsString(printed)).resolve())
                .isEqualTo(Recipe.named("tiny-tokenizer").resolve());
    }

    @Test
    void whatIsAbsentFollowsFromOtherSettings() throws Exception {
        TrainingConfig config =
                tokenizer("{'task': {'architecture': {'img_size': 32, 'teacher_dim': null}}}")
                        .with("--weight-decay", "optimizer.weight_decay", .2)
                        .resolve();

        assertThat(config.augmentation().size()).isEqualTo(32);
        assertThat(config.optimizer().weightDecayEnd()).isEqualTo(.2);
        assertThat(((TaskConfig.Tokenizer) config.task()).architecture().teacherDim())
                .isEqualTo(96);
        assertThat(config.name()).isEqualTo("tiny-tokenizer");
    }

    @Test
    void aShortRunsTrainersMergeOftenAndTakeTheMean() throws Exception {
        Recipe tiny = Recipe.named("tiny-tokenizer");
        Recipe base =
                Recipe.named("base-classifier")
                        .with("--data", "task.classes", List.of("cat", "dog"));

        assertThat(rounds(tiny, 1)).isEqualTo(new RoundConfig(1, 100, 1, 0));
        assertThat(rounds(tiny, 4)).isEqualTo(new RoundConfig(4, 10, 1, 0));
        assertThat(rounds(base, 8)).isEqualTo(new RoundConfig(8, 500, 0.7, 0.9));
    }

    private static RoundConfig rounds(Recipe recipe, int trainers) throws IOException {
        return recipe.with("--trainers", "rounds.trainers", trainers).resolve().rounds();
    }

    @Test
    void anEarlierModelBringsItsArchitectureAndTheUserMayChangeIt() throws Exception {
        ModelDirectory earlier =
                SmallModels.tokenizer(directory.resolve("earlier"), 48, 16, 128, 3);
        Recipe recipe =
                Recipe.named("tiny-tokenizer")
                        .with("--init-from", "init_from", earlier.path().toString());
        TrainingConfig config = recipe.resolve();
        TrainingConfig deeper = recipe.withText("--set", "task.architecture.depth", "5").resolve();

        TaskConfig.Tokenizer task = (TaskConfig.Tokenizer) config.task();
        assertThat(task.architecture().codebookSize()).isEqualTo(128);
        assertThat(task.architecture().depth()).isEqualTo(1);
        assertThat(config.augmentation().size()).isEqualTo(48);
        assertThat(config.initFrom()).isEqualTo(earlier.path().toString());
        assertThat(config.initId()).isEqualTo(earlier.id().toString());
        assertThat(((TaskConfig.Tokenizer) deeper.task()).architecture().depth()).isEqualTo(5);
    }

    @Test
    void theTeachersDimensionIsThatOfItsFeatures() throws Exception {
        ModelDirectory clip = SmallModels.clip(directory.resolve("clip"), 64, 8, 40);
        TrainingConfig config =
                Recipe.named("tiny-tokenizer")
                        .with("--teacher", "task.teacher", "clip:" + clip.path())
                        .resolve();

        assertThat(((TaskConfig.Tokenizer) config.task()).architecture().teacherDim())
                .isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'epocs': 3} | there is no setting epocs; where it would stand there are: name, task, epochs, batch_size",
                "{'optimizer': {'momentum': 1}} | there is no setting optimizer.momentum; where it would stand there are: learning_rate, min_learning_rate",
                "{'epochs': 'many'} | setting epochs is \"many\", but must be a whole number",
                "{'epochs': '3'} | setting epochs is \"3\", but must be a whole number",
                "{'batch_size': 63.5} | setting batch_size is 63.5, but must be a whole number",
                "{'seed': 99999999999999999999} | setting seed is 99999999999999999999, but must be a whole number",
                "{'optimizer': {'beta1': 'high'}} | setting optimizer.beta1 is \"high\", but must be a number",
                "{'optimizer': 3} | setting optimizer is 3, but must be an object of learning_rate, min_learning_rate",
                "{'epochs': {'a': 1}} | setting epochs is {\"a\":1}, but must be a whole number",
                "{'task': {'kmeans_init': 1}} | setting task.kmeans_init is 1, but must be true or false",
                "{'task': {'kind': 'pretraining'}} | setting task.kind is \"pretraining\", but must be tokenizer",
                "{'name': 5} | setting name is 5, but must be a text in quotes",
                "{'precision': 'fp17'} | setting precision is \"fp17\", but must be one of auto, fp32, bf16, fp16, int8",
                "{'extends': 'huge'} | there is no tokenizer recipe 'huge'; there are: tiny-tokenizer, base-tokenizer, large-tokenizer",
                "{'extends': 'base-encoder'} | there is no tokenizer recipe 'base-encoder'",
                "{'extends': 3} | extends is 3, but must be a recipe's name"
            })
    void mistakesInAFileNameItTheSettingAndWhatIsAllowed(String json, String message)
            throws IOException {
        assertThatThrownBy(() -> tokenizer(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(directory.resolve("mine.json") + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | holds no JSON object",
                "{'epochs': 3 | is not JSON",
                "{'epochs': 3, 'epochs': 4} | Duplicate field 'epochs'",
                "{'epochs': 3} {} | is not JSON"
            })
    void whatIsNoFileOfSettingsIsRefused(String json, String message) {
        assertThatThrownBy(() -> tokenizer(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith(directory.resolve("mine.json").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "optimiser.beta2 | 0.9 | --set: there is no setting optimiser",
                "a..b | 1 | --set: there is no setting a",
                "optimizer.beta2.x | 1 | --set: setting optimizer.beta2 is {\"x\":1}, but must be a number",
                "epochs | 0 | epochs is 0, but must be at least 1",
                "micro_batches | 7 | a batch_size of 64 does not divide into 7 micro_batches",
                "precision | fp16 | loss scaling",
                "augmentation.size | 32 | the network takes images of 64 pixels",
                "augmentation.min_crop_scale | 2 | setting augmentation: min_crop_scale is 2.0, but must lie in (0, 1]",
                "rounds.trainers | 0 | at least one trainer",
                "optimizer.learning_rate | -1 | must be above 0",
                "epochs | null | there is no value for epochs",
                "task.teacher | null | name the --teacher",
                "task | null | name the --teacher"
            })
    void mistakesInASingleSettingAreNamed(String name, String value, String message) {
        assertThatThrownBy(
                        () ->
                                Recipe.named("tiny-tokenizer")
                                        .withText("--set", name, value)
                                        .resolve())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aRecipeThatThereIsNotIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Recipe.of(RecipeKind.DECODER, "huge", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "there is no decoder recipe 'huge'; there are: tiny-decoder, base-decoder, large-decoder");
        assertThatThrownBy(() -> Recipe.named("huge"))
                .hasMessageStartingWith("there is no recipe huge; there are: tiny-tokenizer");
    }
}
