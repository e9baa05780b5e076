package io.beitstream.jobs.training;

import io.beitstream.jobs.device.DeviceRequest;
import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.evaluation.HeldOutValidation;
import io.beitstream.model.training.run.RoundPublisher;
import io.beitstream.model.training.task.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Merges and publishes the round when all trainers are done; emits the round's number. */
final class MergeFunction extends ProcessFunction<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final TrainingRound round;
    private final Set<Integer> done = new HashSet<>();

    MergeFunction(TrainingRound round) {
        this.round = round;
    }

    @Override
    public void processElement(Integer trainer, Context context, Collector<Integer> out)
            throws IOException {
        done.add(trainer);
        if (done.size() == round.trainers()) {
            try (SubtaskPlacement placement = new SubtaskPlacement(getRuntimeContext())) {
                RoundPublisher.publish(
                        round.run(),
                        round.round(),
                        (state, model) -> validate(placement, state, model));
            }
            out.collect(round.round());
        }
    }

    /** One device is enough for it. */
    private Map<TrainingMetric, Double> validate(
            SubtaskPlacement placement, TrainingState state, Path model) throws IOException {
        String device = placement.devicesFor(DeviceRequest.parse(round.devices())).get(0);
        return new HeldOutValidation(round.run(), device).of(state, model);
    }
}
