package io.beitstream.model.training.recipe;

import io.beitstream.model.training.task.TaskConfig;
import java.util.Locale;

/** What a recipe trains. */
public enum RecipeKind {
    TOKENIZER("tokenizer", TaskConfig.Tokenizer.class),
    ENCODER("pretraining", TaskConfig.Pretraining.class),
    CLASSIFIER("fine-tuning", TaskConfig.FineTuning.class),
    DECODER("decoder", TaskConfig.Decoding.class);

    private final String taskKind;
    private final Class<? extends TaskConfig> task;

    RecipeKind(String taskKind, Class<? extends TaskConfig> task) {
        this.taskKind = taskKind;
        this.task = task;
    }

    /** A part of a recipe's name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What stands in JSON as its task's {@code kind}. */
    String taskKind() {
        return taskKind;
    }

    /** The settings of its task. */
    Class<? extends TaskConfig> task() {
        return task;
    }
}
