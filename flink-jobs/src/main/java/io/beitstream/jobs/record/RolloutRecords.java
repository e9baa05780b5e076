package io.beitstream.jobs.record;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutModel;
import io.beitstream.schemas.RolloutState;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Models in the records of a control topic, and their keys. */
public final class RolloutRecords {
    private RolloutRecords() {}

    /** The model that a change is about. */
    public static ModelChoice choice(ModelRollout rollout) {
        return new ModelChoice(rollout.getModelUri(), rollout.getModelId());
    }

    /** A model; null of null. */
    public static @Nullable ModelChoice choice(@Nullable RolloutModel model) {
        return model == null ? null : new ModelChoice(model.getModelUri(), model.getModelId());
    }

    /** A model as it stands in records; null of null. */
    public static @Nullable RolloutModel model(@Nullable ModelChoice choice) {
        return choice == null
                ? null
                : RolloutModel.newBuilder()
                        .setModelUri(choice.location())
                        .setModelId(choice.modelId())
                        .build();
    }

    /** A state to be filled in. */
    public static RolloutState.Builder state() {
        return RolloutState.newBuilder();
    }

    /** The key of what is wanted of a network. */
    public static byte[] key(ModelRollout rollout) {
        return key(rollout.getJob(), rollout.getNetwork(), "");
    }

    /** The key of what is so of a network. */
    public static byte[] key(RolloutState state) {
        return key(state.getJob(), state.getNetwork(), "/state");
    }

    private static byte[] key(String job, String network, String end) {
        return (job + "/" + network + end).getBytes(StandardCharsets.UTF_8);
    }
}
