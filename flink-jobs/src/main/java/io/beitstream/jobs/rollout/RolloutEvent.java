package io.beitstream.jobs.rollout;

import io.beitstream.jobs.pipeline.rollout.DriftWindow;
import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import java.io.Serializable;

/** What a network's coordinator and its subtasks tell one another. */
public sealed interface RolloutEvent extends Serializable {
    /** To subtasks: load this model beside the one that serves, check and warm it. */
    record Load(ModelChoice model) implements RolloutEvent {}

    /** To subtasks: compute with the candidate too, or no longer. */
    record Shadow(ModelChoice model, boolean on) implements RolloutEvent {}

    /** To subtasks: let the candidate take over at this checkpoint's barrier, or the next after. */
    record TakeOver(ModelChoice model, long checkpoint) implements RolloutEvent {}

    /** To subtasks: give the candidate up. */
    record Discard(ModelChoice model) implements RolloutEvent {}

    /** From a subtask: the model could take over. */
    record Loaded(ModelChoice model) implements RolloutEvent {}

    /** From a subtask: the model must not take over, and why. */
    record Refused(ModelChoice model, String reason) implements RolloutEvent {}

    /** From a subtask: how the candidate's vectors compare. */
    record Drift(ModelChoice model, DriftWindow.Content content) implements RolloutEvent {}
}
