package io.beitstream.model.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.task.Teachers;
import io.beitstream.model.vqkd.VqkdConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The settings that follow from others: each is filled in where it is absent. */
final class DerivedSettings {
    /**
     * Steps of a round. Trainers of a short run, which learns most in its first few hundred steps,
     * drift apart too fast to be merged seldom.
     */
    private static final int STEPS_ALONE = 100;

    private static final int STEPS_TOGETHER = 10;

    private final RecipeKind kind;
    private final ObjectNode settings;
    private final ObjectNode task;
    private final ObjectNode architecture;

    DerivedSettings(RecipeKind kind, ObjectNode settings) {
        this.kind = kind;
        this.settings = settings;
        this.task = settings.withObjectProperty("task");
        this.architecture = task.withObjectProperty("architecture");
    }

    /**
     * Fills them in.
     *
     * @param recipe whose name a model has that has none of its own
     */
    void fill(String recipe) throws IOException {
        fill(settings, "name", new TextNode(recipe));
        ObjectNode augmentation = settings.withObjectProperty("augmentation");
        switch (kind) {
            case TOKENIZER -> fillFromTeacher();
            case ENCODER -> {
                VqkdConfig codes = tokenizer();
                fill(architecture, "vocab_size", codes.codebookSize());
                fill(augmentation, "second_size", codes.imgSize());
            }
            case DECODER -> {
                VqkdConfig codes = tokenizer();
                fill(architecture, "img_size", codes.imgSize());
                fill(architecture, "patch_size", codes.patchSize());
                fill(architecture, "codebook_size", codes.codebookSize());
                fill(architecture, "code_dim", codes.codeDim());
                fill(architecture, "embed_dim", codes.embedDim());
                fill(architecture, "num_heads", codes.numHeads());
            }
            case CLASSIFIER -> fill(architecture, "num_classes", task.path("classes").size());
        }
        fill(augmentation, "size", architecture.get("img_size"));
        fill(augmentation, "second_size", 0);
        ObjectNode optimizer = settings.withObjectProperty("optimizer");
        fill(optimizer, "weight_decay_end", optimizer.get("weight_decay"));
        ObjectNode rounds = settings.withObjectProperty("rounds");
        boolean alone = rounds.path("trainers").asInt() == 1;
        fill(rounds, "steps", alone ? STEPS_ALONE : STEPS_TOGETHER);
        fillStart();
    }

    private void fillFromTeacher() throws IOException {
        JsonNode teacher = task.get("teacher");
        if (teacher == null) {
            throw new IllegalArgumentException(
                    "name the --teacher: clip:DIR or dino:DIR after 'beitstream import', torchscript:FILE, patches or hog");
        }
        if (!architecture.has("teacher_dim")) {
            int size = architecture.path("img_size").asInt();
            int patch = architecture.path("patch_size").asInt();
            fill(architecture, "teacher_dim", Teachers.dimension(teacher.asText(), size, patch));
        }
    }

    /** The frozen tokenizer's architecture; its id goes into the settings. */
    private VqkdConfig tokenizer() throws IOException {
        if (!task.has("tokenizer")) {
            throw new IllegalArgumentException("name the --tokenizer, a model directory");
        }
        Path directory = Path.of(task.path("tokenizer").asText());
        ModelDirectory model = ModelDirectory.openTokenizer(directory);
        task.put("tokenizer", absolute(directory));
        fill(task, "tokenizer_id", new TextNode(model.id().toString()));
        return ((TokenizerConfig) model.config()).architecture();
    }

    private void fillStart() {
        String directory = settings.path("init_from").asText("");
        if (!directory.isEmpty()) {
            settings.put("init_from", absolute(Path.of(directory)));
        }
        fill(settings, "init_id", new TextNode(""));
    }

    private static String absolute(Path directory) {
        return directory.toAbsolutePath().normalize().toString();
    }

    private static void fill(ObjectNode group, String name, int value) {
        fill(group, name, new IntNode(value));
    }

    private static void fill(ObjectNode group, String name, @Nullable JsonNode value) {
        if (value != null && !group.has(name)) {
            group.set(name, value);
        }
    }
}
