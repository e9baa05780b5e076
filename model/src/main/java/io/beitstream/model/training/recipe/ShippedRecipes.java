package io.beitstream.model.training.recipe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.checkpoint.ConfigJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The recipes that ship with the project, by name: {@code recipes/NAME.json}. Each is laid over the
 * one that it extends, and all over {@code recipes/default.json}.
 */
final class ShippedRecipes {
    private static final String DEFAULT = "default";
    private static final List<String> NAMES =
            List.of(
                    "tiny-tokenizer",
                    "base-tokenizer",
                    "large-tokenizer",
                    "tiny-encoder",
                    "base-encoder",
                    "large-encoder",
                    "base-encoder-1600",
                    "large-encoder-1600",
                    "tiny-classifier",
                    "base-classifier",
                    "large-classifier",
                    "base-classifier-1600",
                    "large-classifier-1600",
                    "tiny-decoder",
                    "base-decoder",
                    "large-decoder");

    private ShippedRecipes() {}

    static List<String> names() {
        return NAMES;
    }

    /** The names of the recipes of a kind. */
    static List<String> names(RecipeKind kind) {
        return NAMES.stream().filter(name -> kind(name) == kind).toList();
    }

    /** What a recipe trains, which is a part of its name. */
    static RecipeKind kind(String name) {
        return Arrays.stream(RecipeKind.values())
                .filter(kind -> name.contains("-" + kind.label()))
                .findFirst()
                .orElseThrow();
    }

    /** The settings of a recipe, with all that it is laid over. */
    static ObjectNode settings(String name) {
        SettingTypes types = new SettingTypes(kind(name));
        ObjectNode settings = ConfigJson.MAPPER.createObjectNode();
        layOver(settings, name, types);
        return settings;
    }

    private static void layOver(ObjectNode settings, String name, SettingTypes types) {
        Layer layer = Layer.of("recipe " + name, text(name));
        types.require(layer);
        if (!name.equals(DEFAULT)) {
            layOver(settings, layer.extended() == null ? DEFAULT : layer.extended(), types);
        }
        layer.over(settings);
    }

    private static String text(String name) {
        try (InputStream in =
                ShippedRecipes.class.getResourceAsStream("/recipes/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the recipe " + name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
