package io.beitstream.jobs.rollout;

import io.beitstream.schemas.RolloutState;

/** What a network's rollout has others do. */
public interface RolloutEffects {
    /** Sends an event to a subtask that is ready. */
    void send(int subtask, RolloutEvent event);

    void publish(RolloutState state);

    /** Takes all subtasks back to the last complete checkpoint. */
    void restart(String why);
}
