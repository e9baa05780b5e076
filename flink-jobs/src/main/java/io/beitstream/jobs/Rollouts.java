package io.beitstream.jobs;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.jobs.rollout.RolloutLog;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.RolloutState;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.jspecify.annotations.Nullable;

/**
 * How the models of a job can change while it runs.
 *
 * @param job the name that changes are asked for by
 * @param log where they are asked for
 * @param shadow for the vectors of candidates; null for a job without a shadow
 * @param known what the job said last of its networks, which are defined accordingly; none if it
 *     never ran
 */
public record Rollouts(
        String job,
        RolloutLog log,
        @Nullable Sink<OutputRecord<ImageEmbedding>> shadow,
        List<RolloutState> known) {
    /** What the tokenizer is called. */
    public static final String TOKENIZER = "tokenizer";

    private static final String LONE_ENCODER = "encoder";

    @Nullable RolloutState known(String network) {
        return known.stream()
                .filter(state -> state.getNetwork().equals(network))
                .findFirst()
                .orElse(null);
    }

    /**
     * What an encoder is called.
     *
     * @param name among the encoders of its job; empty for one that stands alone
     */
    public static String encoder(String name) {
        return name.isEmpty() ? LONE_ENCODER : name;
    }
}
