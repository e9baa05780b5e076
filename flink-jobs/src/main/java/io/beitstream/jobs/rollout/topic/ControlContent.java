package io.beitstream.jobs.rollout.topic;

import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutState;
import java.util.List;
import java.util.Optional;

/**
 * What a control topic holds: the newest of each network.
 *
 * @param wanted in the order in which they were asked for
 */
public record ControlContent(List<ModelRollout> wanted, List<RolloutState> states) {
    public ControlContent {
        wanted = List.copyOf(wanted);
        states = List.copyOf(states);
    }

    /** What a job said last of a network. */
    public Optional<RolloutState> state(String job, String network) {
        return states.stream()
                .filter(state -> state.getJob().equals(job) && state.getNetwork().equals(network))
                .findFirst();
    }

    /** What was last asked for. */
    public Optional<ModelRollout> wanted(String job, String network) {
        return wanted.stream()
                .filter(one -> one.getJob().equals(job) && one.getNetwork().equals(network))
                .findFirst();
    }
}
