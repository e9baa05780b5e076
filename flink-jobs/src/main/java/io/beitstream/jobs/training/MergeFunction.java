package io.beitstream.jobs.training;

import io.beitstream.jobs.device.DeviceRequest;
import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.model.run.RoundPublisher;
import java.io.IOException;
import java.util.HashSet;
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
                RoundPublisher.publish(round.run(), round.round(), () -> first(placement));
            }
            out.collect(round.round());
        }
    }

    /** One device is enough to validate on. */
    private String first(SubtaskPlacement placement) {
        return placement.devicesFor(DeviceRequest.parse(round.devices())).get(0);
    }
}
