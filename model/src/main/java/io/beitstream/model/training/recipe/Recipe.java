package io.beitstream.model.training.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a training, each by name: those of a shipped recipe with others laid over them.
 * What is absent follows from other settings, and is derived when the recipe is resolved.
 */
public final class Recipe {
    /** The one that is meant where none is named. */
    private static final String DEFAULT_PRESET = "tiny";

    private final String name;
    private final RecipeKind kind;
    private final ObjectNode shipped;
    private final List<Layer> layers;

    private Recipe(String name, RecipeKind kind, ObjectNode shipped, List<Layer> layers) {
        this.name = name;
        this.kind = kind;
        this.shipped = shipped;
        this.layers = layers;
    }

    /** The names of all shipped recipes. */
    public static List<String> names() {
        return ShippedRecipes.names();
    }

    /**
     * A shipped recipe.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Recipe named(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "there is no recipe %s; there are: %s"
                            .formatted(name, String.join(", ", names())));
        }
        return new Recipe(
                name, ShippedRecipes.kind(name), ShippedRecipes.settings(name), List.of());
    }

    /**
     * A shipped recipe with a user's file laid over it.
     *
     * @param preset its size, or its name in full; null for what the file extends, or {@code tiny}
     * @param file of settings; null for none
     * @throws IllegalArgumentException if there is no such recipe of this kind, or the file is none
     *     of settings
     * @throws IOException if the file cannot be read
     */
    public static Recipe of(RecipeKind kind, @Nullable String preset, @Nullable Path file)
            throws IOException {
        Layer mine = file == null ? Layer.none() : Layer.of(file.toString(), ConfigJson.text(file));
        String extended = mine.extended();
        if (extended == null) {
            return named(kind, preset == null ? DEFAULT_PRESET : preset, "").with(mine);
        } else if (preset != null) {
            throw new IllegalArgumentException(
                    "%s extends %s already: name no other preset"
                            .formatted(mine.source(), extended));
        }
        return named(kind, extended, mine.source() + ": ").with(mine);
    }

    private static Recipe named(RecipeKind kind, String name, String source) {
        List<String> known = ShippedRecipes.names(kind);
        String full = known.contains(name) ? name : name + "-" + kind.label();
        if (!known.contains(full)) {
            throw new IllegalArgumentException(
                    "%sthere is no %s recipe '%s'; there are: %s"
                            .formatted(source, kind.label(), name, String.join(", ", known)));
        }
        return named(full);
    }

    /**
     * The same with a setting laid over it.
     *
     * @param source where it comes from, for messages
     * @param setting its dotted name, such as {@code optimizer.beta2}
     * @param value null for none: then nothing changes
     * @throws IllegalArgumentException if there is no such setting, or none of such values
     */
    public Recipe with(String source, String setting, @Nullable Object value) {
        return value == null
                ? this
                : with(Layer.of(source, setting, ConfigJson.MAPPER.valueToTree(value)));
    }

    /**
     * The same with a setting laid over the shipped recipe alone: what has been laid over that
     * before lies over the setting too.
     */
    public Recipe over(String source, String setting, Object value) {
        Layer first = Layer.of(source, setting, ConfigJson.MAPPER.valueToTree(value));
        List<Layer> all = new ArrayList<>(List.of(first));
        all.addAll(layers);
        return new Recipe(name, kind, shipped, List.copyOf(all));
    }

    /**
     * Whether something that was laid over the shipped recipe names a setting of the first rank.
     */
    public boolean names(String setting) {
        return layers.stream().anyMatch(layer -> layer.settings().has(setting));
    }

    /** The same with a value that is written as JSON, or as a text. */
    public Recipe withText(String source, String setting, String value) {
        return with(Layer.of(source, setting, Layer.value(value)));
    }

    private Recipe with(Layer layer) {
        new SettingTypes(kind).require(layer);
        List<Layer> more = new ArrayList<>(layers);
        more.add(layer);
        return new Recipe(name, kind, shipped, List.copyOf(more));
    }

    /** Every setting; null where it follows from others. */
    public ObjectNode settings() {
        return new SettingTypes(kind).complete(laidOver(shipped.deepCopy()));
    }

    private ObjectNode laidOver(ObjectNode settings) {
        layers.forEach(layer -> layer.over(settings));
        return settings;
    }

    /**
     * The settings with all that follows from them: opens the models that they name.
     *
     * @throws IllegalArgumentException naming the setting and what is wrong with it
     * @throws IOException if a model cannot be read
     */
    public TrainingConfig resolve() throws IOException {
        ObjectNode settings = shipped.deepCopy();
        String earlier = settings().path("init_from").asText("");
        if (!earlier.isEmpty()) {
            EarlierModel.open(Path.of(earlier), kind).over(settings);
        }
        laidOver(settings);
        new DerivedSettings(kind, settings).fill(name);
        List<String> missing = new SettingTypes(kind).missing(settings);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no value for " + String.join(", ", missing));
        }
        return config(settings);
    }

    private static TrainingConfig config(ObjectNode settings) {
        try {
            return ConfigJson.MAPPER.treeToValue(settings, TrainingConfig.class);
        } catch (JsonProcessingException e) {
            String path = e instanceof JsonMappingException mapping ? path(mapping) : "";
            String what =
                    e.getCause() instanceof IllegalArgumentException refused
                            ? String.valueOf(refused.getMessage())
                            : e.getOriginalMessage();
            throw new IllegalArgumentException(
                    path.isEmpty() ? what : "setting " + path + ": " + what, e);
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
    }
}
