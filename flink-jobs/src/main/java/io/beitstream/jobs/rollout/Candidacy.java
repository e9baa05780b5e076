package io.beitstream.jobs.rollout;

import io.beitstream.jobs.pipeline.rollout.DriftWindow;
import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.schemas.RolloutAction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A model that is to serve: what is wanted with it, and which subtasks have it. */
final class Candidacy {
    private final ModelChoice model;
    private final Set<Integer> loaded = new HashSet<>();
    private final Map<Integer, DriftWindow.Content> drift = new HashMap<>();
    private RolloutAction action = RolloutAction.START;

    Candidacy(ModelChoice model) {
        this.model = model;
    }

    ModelChoice model() {
        return model;
    }

    void wanted(RolloutAction newAction) {
        action = newAction;
    }

    /** Whether it is to take over. */
    boolean isPromoted() {
        return action == RolloutAction.PROMOTE || isRollback();
    }

    boolean isRollback() {
        return action == RolloutAction.ROLLBACK;
    }

    /**
     * Whether it is to compute beside the model that serves; one that does goes on until the end.
     */
    boolean isShadow(boolean already) {
        return action == RolloutAction.SHADOW || action == RolloutAction.PROMOTE && already;
    }

    void loaded(int subtask) {
        loaded.add(subtask);
    }

    /** A subtask does not have it (any more). */
    void lost(int subtask) {
        loaded.remove(subtask);
        drift.remove(subtask);
    }

    boolean isLoadedBy(int subtasks) {
        return loaded.size() == subtasks;
    }

    void compared(int subtask, DriftWindow.Content content) {
        drift.put(subtask, content);
    }

    /** How its vectors compare, in all subtasks. */
    DriftWindow.Content drift() {
        return drift.values().stream()
                .reduce(new DriftWindow.Content(0, new float[0]), DriftWindow.Content::and);
    }
}
