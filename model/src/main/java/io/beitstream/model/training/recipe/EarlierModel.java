package io.beitstream.model.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.task.InitialWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The model whose weights a training starts with; it brings its architecture. */
record EarlierModel(ModelDirectory model) {
    /** What follows from the data, the teacher or the tokenizer of the new training. */
    private static final Set<String> NOT_TAKEN =
            Set.of("num_classes", "mean_pooling", "teacher_dim", "vocab_size");

    /** Opens it, if a training of this kind can start with it. */
    static EarlierModel open(Path directory, RecipeKind kind) throws IOException {
        return new EarlierModel(InitialWeights.open(directory, kind.task()).model());
    }

    /** Lays its architecture and its id over a recipe. */
    void over(ObjectNode settings) {
        ObjectNode known = settings.withObjectProperty("task").withObjectProperty("architecture");
        JsonNode architecture = ConfigJson.MAPPER.valueToTree(model.config()).get("architecture");
        for (Map.Entry<String, JsonNode> entry : architecture.properties()) {
            if (!NOT_TAKEN.contains(entry.getKey())) {
                known.set(entry.getKey(), entry.getValue());
            }
        }
        settings.put("init_id", model.id().toString());
    }
}
