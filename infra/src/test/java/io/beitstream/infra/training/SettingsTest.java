package io.beitstream.infra.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.recipe.Recipe;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void runsAreComparedSettingBySetting() throws Exception {
        Recipe recipe = Recipe.named("tiny-tokenizer");
        Recipe changed =
                recipe.with("--set", "optimizer.beta2", 0.5).with("--name", "name", "other");

        assertThat(Settings.differences(recipe.resolve(), recipe.resolve())).isEmpty();
        assertThat(Settings.differences(recipe.resolve(), changed.resolve()))
                .containsExactlyInAnyOrder(
                        "optimizer.beta2 is 0.5, was 0.99",
                        "name is \"other\", was \"tiny-tokenizer\"");
    }
}
