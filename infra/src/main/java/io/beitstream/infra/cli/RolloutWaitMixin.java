package io.beitstream.infra.cli;

import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.jobs.rollout.topic.ControlTopic;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
import io.beitstream.schemas.RolloutState;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Asks for a change, and waits for what becomes of it. */
final class RolloutWaitMixin {
    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "2m",
            description =
                    "for the job to say what has become of it; 0s not to wait (default: ${DEFAULT-VALUE})")
    private Duration wait = Duration.ofMinutes(2);

    /** Which model is meant, by what the job says of its network. */
    interface Wanted {
        ModelChoice of(RolloutState network) throws IOException;
    }

    /**
     * Asks for a change of the network that is meant, waits and tells; returns the exit code.
     *
     * @param ends the phases that the change can come to, but for a refusal
     * @throws IllegalStateException if the model is refused, or the job does not answer
     */
    int ask(
            RolloutTargetMixin target,
            RolloutAction action,
            Wanted model,
            Set<RolloutPhase> ends,
            PrintWriter out)
            throws IOException, InterruptedException {
        ControlTopic topic = target.topic();
        RolloutState network = target.state(topic.read());
        ask(topic, RolloutRequest.of(network, action, model.of(network)), ends, out);
        return 0;
    }

    private void ask(
            ControlTopic topic, ModelRollout rollout, Set<RolloutPhase> ends, PrintWriter out)
            throws InterruptedException {
        topic.send(rollout);
        out.printf(
                "asked %s for %s in %s (%s)%n",
                rollout.getJob() + " " + rollout.getNetwork(),
                rollout.getModelId(),
                rollout.getModelUri(),
                rollout.getRolloutId());
        out.flush();
        if (wait.isZero()) {
            return;
        }
        Optional<RolloutState> told =
                topic.await(
                        state ->
                                state.getRolloutId().equals(rollout.getRolloutId())
                                        && (state.getPhase() == RolloutPhase.REFUSED
                                                || ends.contains(state.getPhase())),
                        wait);
        if (told.isEmpty()) {
            throw new IllegalStateException(
                    "the job %s has not done it within %d s: is it running? What is asked for stays in the topic, and is done once it runs"
                            .formatted(rollout.getJob(), wait.toSeconds()));
        }
        RolloutState state = told.get();
        if (state.getPhase() == RolloutPhase.REFUSED) {
            throw new IllegalStateException(
                    "refused, and %s serves on: %s"
                            .formatted(state.getServing().getModelId(), state.getMessage()));
        }
        out.println(RolloutText.sentence(state));
    }
}
