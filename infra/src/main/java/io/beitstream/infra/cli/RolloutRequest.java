package io.beitstream.infra.cli;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.schemas.ModelKind;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.NetworkKind;
import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Makes the record that asks for a change. */
final class RolloutRequest {
    private RolloutRequest() {}

    static ModelRollout of(RolloutState network, RolloutAction action, ModelChoice model) {
        return ModelRollout.newBuilder()
                .setRolloutId(UUID.randomUUID().toString())
                .setJob(network.getJob())
                .setNetwork(network.getNetwork())
                .setAction(action)
                .setKind(
                        network.getKind() == NetworkKind.TOKENIZER
                                ? ModelKind.TOKENIZER
                                : ModelKind.ENCODER)
                .setModelUri(model.location())
                .setModelId(model.modelId())
                .setRequestedTime(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setRequestedBy(System.getProperty("user.name"))
                .build();
    }
}
