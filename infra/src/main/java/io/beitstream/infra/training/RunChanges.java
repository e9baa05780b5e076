package io.beitstream.infra.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.training.run.RunChange;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.task.TrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings in which what is asked of a run differs from what it has done. Some may change from
 * one round to the next; the others decide what the rounds so far have been, and may not.
 */
record RunChanges(List<RunChange> all) {
    private static final String DATA = "data";

    private static final Set<String> FREE =
            Set.of(
                    DATA,
                    "micro_batches",
                    "checkpoint_activations",
                    "optimizer.learning_rate",
                    "optimizer.min_learning_rate",
                    "optimizer.warmup_epochs",
                    "optimizer.weight_decay",
                    "optimizer.weight_decay_end",
                    "optimizer.clip_gradient_norm",
                    "optimizer.skip_nonfinite",
                    "rounds.outer_learning_rate",
                    "rounds.outer_momentum");

    /** Free where together they leave the images of a step as they were. */
    private static final Set<String> OF_A_STEP =
            Set.of("batch_size", "rounds.trainers", "rounds.global_batch");

    /** Those from the settings of a run to others, which hold from a round on. */
    static RunChanges between(RunDescription known, RunDescription wanted, int round) {
        List<RunChange> changes = new ArrayList<>();
        compare("", tree(known), tree(wanted), round, changes);
        return new RunChanges(changes);
    }

    private static ObjectNode tree(RunDescription run) {
        ObjectNode tree = ConfigJson.MAPPER.valueToTree(run.config());
        tree.put(DATA, run.data());
        tree.set("validation", ConfigJson.MAPPER.valueToTree(run.validation()));
        tree.set("keep", ConfigJson.MAPPER.valueToTree(run.keep()));
        return tree;
    }

    private static void compare(
            String name, JsonNode was, JsonNode is, int round, List<RunChange> changes) {
        if (was instanceof ObjectNode object && is instanceof ObjectNode) {
            String prefix = name.isEmpty() ? "" : name + ".";
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                String key = entry.getKey();
                compare(prefix + key, entry.getValue(), is.path(key), round, changes);
            }
        } else if (!was.equals(is)) {
            changes.add(new RunChange(round, name, was.toString(), is.toString()));
        }
    }

    /** Whether the samples are to be found elsewhere. */
    boolean moveData() {
        return all.stream().anyMatch(change -> change.setting().equals(DATA));
    }

    /** Whether other images are to be held out. */
    boolean moveValidation() {
        return all.stream().anyMatch(change -> change.setting().equals("validation.data"));
    }

    /**
     * Refuses those that may not be.
     *
     * @throws IllegalArgumentException naming them, both values, and the remedy
     */
    void requireFree(Path run, TrainingConfig known, TrainingConfig wanted) {
        boolean sameStep = known.takesBatchesOf(wanted);
        List<RunChange> refused =
                all.stream().filter(change -> !isFree(change.setting(), sameStep)).toList();
        if (!refused.isEmpty()) {
            boolean ofAStep = refused.stream().anyMatch(c -> OF_A_STEP.contains(c.setting()));
            throw new IllegalArgumentException(
                    "%s holds a run with settings that cannot change any more (%s)%s: give %s, or another --out"
                            .formatted(
                                    run,
                                    refused.stream()
                                            .map(RunChanges::inWords)
                                            .collect(Collectors.joining("; ")),
                                    ofAStep
                                            ? "; trainers times batch size must stay "
                                                    + known.stepSize()
                                            : "",
                                    refused.stream()
                                            .map(
                                                    c ->
                                                            "--set %s=%s"
                                                                    .formatted(
                                                                            c.setting(),
                                                                            plain(c.was())))
                                            .collect(Collectors.joining(" "))));
        }
    }

    private static boolean isFree(String setting, boolean sameStep) {
        return FREE.contains(setting)
                || setting.startsWith("validation.")
                || setting.startsWith("keep.")
                || (sameStep && OF_A_STEP.contains(setting));
    }

    static String inWords(RunChange change) {
        return "%s is %s, was %s".formatted(change.setting(), change.is(), change.was());
    }

    private static String plain(String json) {
        return json.replaceAll("^\"|\"$", "");
    }
}
