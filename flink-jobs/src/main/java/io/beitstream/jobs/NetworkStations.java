package io.beitstream.jobs;

import io.beitstream.jobs.operator.NetworkProvider;
import io.beitstream.jobs.operator.RollingProvider;
import io.beitstream.jobs.operator.StageOrder;
import io.beitstream.jobs.operator.StageProvider;
import io.beitstream.jobs.operator.Stages;
import io.beitstream.jobs.pipeline.NetworkRole;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.jobs.rollout.RolledNetwork;
import io.beitstream.schemas.NetworkKind;
import io.beitstream.schemas.RolloutState;
import io.beitstream.schemas.SingleObjectCodec;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a job as operators of its graph.
 *
 * @param rollouts null if their models cannot change
 */
record NetworkStations(FeatureExtractionOptions options, @Nullable Rollouts rollouts) {
    DataStream<Outcome> tokenize(DataStream<Outcome> outcomes, NetworkSpec<Codes> tokenizer) {
        InferenceSettings settings = options.inference();
        return rollouts == null
                ? fixed(outcomes, "tokenize", NetworkProvider.tokenize(tokenizer, settings))
                : rolling(
                        outcomes,
                        "tokenize",
                        new RollingProvider<>(NetworkRole.TOKENIZER, tokenizer, settings, 0),
                        Rollouts.TOKENIZER,
                        rollouts);
    }

    DataStream<Outcome> encode(DataStream<Outcome> outcomes, EncoderSpec encoder) {
        InferenceSettings settings = options.inference();
        String name = encoder.suffixed("encode");
        int place = 1 + options.encoders().indexOf(encoder);
        return rollouts == null
                ? fixed(outcomes, name, NetworkProvider.encode(encoder.network(), settings))
                : rolling(
                        outcomes,
                        name,
                        new RollingProvider<>(
                                NetworkRole.ENCODER, encoder.network(), settings, place),
                        Rollouts.encoder(encoder.name()),
                        rollouts);
    }

    private DataStream<Outcome> fixed(
            DataStream<Outcome> outcomes, String name, StageProvider<Outcome> provider) {
        return Stages.stage(
                outcomes, name, provider, StageOrder.BY_KEY, options.inference().capacity());
    }

    private static DataStream<Outcome> rolling(
            DataStream<Outcome> outcomes,
            String name,
            RollingProvider<?> provider,
            String network,
            Rollouts rollouts) {
        NetworkSpec<?> spec = provider.spec();
        boolean encodes = provider.role() == NetworkRole.ENCODER;
        return Stages.rollingStage(
                outcomes,
                name,
                provider,
                StageOrder.BY_KEY,
                new RolledNetwork(
                        rollouts.job(),
                        network,
                        encodes ? NetworkKind.ENCODER : NetworkKind.TOKENIZER,
                        new ModelChoice(spec.loader().location(), spec.modelId()),
                        encodes && rollouts.shadow() != null,
                        encoded(rollouts.known(network))),
                rollouts.log());
    }

    /** In a form that travels without Avro's reflection. */
    private static byte @Nullable [] encoded(@Nullable RolloutState state) {
        return state == null ? null : new SingleObjectCodec<>(RolloutState.class).encode(state);
    }
}
