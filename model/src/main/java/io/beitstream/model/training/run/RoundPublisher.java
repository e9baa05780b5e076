package io.beitstream.model.training.run;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.file.Publication;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.task.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes a published round of what the trainers have left in its partial directory. */
public final class RoundPublisher {
    private RoundPublisher() {}

    /** Publishes the start of a run as round 0. */
    public static void publishStart(RunDirectory run, TrainingState start) throws IOException {
        RoundDirectory partial = run.partialRound(0);
        Files.createDirectories(partial.path());
        start.write(partial.state());
        TrainedModel.write(partial.model(), run.description(), start);
        Publication.writeText(partial.metrics(), "");
        run.publish(0);
    }

    /**
     * Merges the trainers' results and publishes the round. Does nothing if that has been done: a
     * job that failed after it runs once more. Where the round is to be validated, what that finds
     * is among the metrics of its last step.
     *
     * @param validation of the rounds that are to be validated
     */
    public static void publish(RunDirectory run, int round, RoundValidation validation)
            throws IOException {
        if (Files.isDirectory(run.round(round).path())) {
            return;
        }
        RunDescription description = run.description();
        RoundDirectory partial = run.partialRound(round);
        int trainers = description.config().rounds().trainers();
        if (trainers == 1) {
            Publication.rename(partial.trainerState(0), partial.state());
        } else {
            mergeStates(description, run.round(round - 1), partial, trainers);
        }
        TrainingState state = TrainingState.read(partial.state());
        TrainedModel.write(partial.model(), description, state);
        Map<TrainingMetric, Double> validated =
                description.validates(round) ? validation.of(state, partial.model()) : Map.of();
        MetricsMerge.write(
                partial.metrics(),
                IntStream.range(0, trainers).mapToObj(partial::trainerMetrics).toList(),
                validated);
        for (int trainer = 0; trainer < trainers; trainer++) {
            Files.deleteIfExists(partial.trainerState(trainer));
            Files.deleteIfExists(partial.trainerMetrics(trainer));
        }
        run.publish(round);
        TrainingState.unmapUnused();
    }

    private static void mergeStates(
            RunDescription description, RoundDirectory last, RoundDirectory partial, int trainers)
            throws IOException {
        List<TrainingState> after = new ArrayList<>();
        for (int trainer = 0; trainer < trainers; trainer++) {
            after.add(TrainingState.read(partial.trainerState(trainer)));
        }
        StateDict momentum =
                Files.exists(last.outerMomentum())
                        ? SafetensorsFile.read(last.outerMomentum()).tensors()
                        : new StateDict(Map.of());
        RoundMerge merge = new RoundMerge(description.config());
        RoundMerge.Merged merged = merge.merge(TrainingState.read(last.state()), after, momentum);
        merged.state().write(partial.state());
        if (!merged.momentum().names().isEmpty()) {
            SafetensorsFile.write(partial.outerMomentum(), merged.momentum(), Map.of());
        }
    }
}
