package io.beitstream.jobs.training;

import io.beitstream.jobs.device.DeviceRequest;
import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.jobs.metrics.TrainingMetrics;
import io.beitstream.model.NonFiniteLossException;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.TrainingSession;
import io.beitstream.model.training.run.RoundDirectory;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.StepMetrics;
import io.beitstream.model.training.task.TorchTrainingSession;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trainer: takes its steps of the round, and leaves its state and its metrics in the round's
 * partial directory. Emits its number when it is done.
 */
final class TrainFunction extends ProcessFunction<AugmentedSample, Integer> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(TrainFunction.class);

    private final TrainingRound round;
    private transient int trainer;
    private transient RunDescription run;
    private transient RoundDirectory directory;
    private transient SubtaskPlacement placement;
    private transient TrainingSession session;
    private transient Writer lines;
    private transient TrainingMetrics metrics;
    private transient List<TrainingSample> batch;
    private transient long undecodable;
    private transient long idleSince;

    @SuppressWarnings("NullAway.Init") // open() fills what is transient
    TrainFunction(TrainingRound round) {
        this.round = round;
    }

    @Override
    public void open(OpenContext context) throws IOException {
        trainer = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        run = round.run().description();
        directory = round.run().partialRound(round.round());
        Files.createDirectories(directory.path());
        placement = new SubtaskPlacement(getRuntimeContext());
        try {
            session =
                    TorchTrainingSession.open(
                            run.config(),
                            run.plan(),
                            round.run().round(round.round() - 1).state(),
                            trainer,
                            placement
                                    .devicesFor(DeviceRequest.parse(round.devices()))
                                    .toArray(String[]::new));
        } catch (IllegalArgumentException | IllegalStateException e) {
            // A wrong model or a device that is not there stays so: say it, do not try again.
            throw new SuppressRestartsException(e);
        }
        lines = Files.newBufferedWriter(directory.trainerMetrics(trainer));
        metrics = TrainingMetrics.register(getRuntimeContext().getMetricGroup());
        batch = new ArrayList<>(session.batchSize());
        idleSince = System.nanoTime();
    }

    @Override
    public void processElement(AugmentedSample sample, Context context, Collector<Integer> out)
            throws IOException {
        batch.add(sample.sample());
        undecodable += sample.undecodable();
        if (batch.size() < session.batchSize()) {
            return;
        }
        double waited = (System.nanoTime() - idleSince) / 1e9;
        int epoch = run.plan().epoch(session.step());
        Map<TrainingMetric, Double> values = step();
        values.put(TrainingMetric.DATA_WAIT_SECONDS, waited);
        values.put(TrainingMetric.UNDECODABLE_IMAGES, (double) undecodable);
        if (values.getOrDefault(TrainingMetric.SKIPPED_STEPS, 0.0) > 0) {
            LOG.warn(
                    "trainer {} skips step {}: its loss or gradient is not finite",
                    trainer,
                    session.step());
        }
        metrics.update(values);
        lines.write(new StepMetrics(session.step(), epoch, values).toJson() + "\n");
        lines.flush();
        batch.clear();
        idleSince = System.nanoTime();
        if (session.step() == run.stepsAfter(round.round())) {
            session.save(directory.trainerState(trainer));
            out.collect(trainer);
        }
    }

    private Map<TrainingMetric, Double> step() {
        try {
            return session.step(batch);
        } catch (NonFiniteLossException e) {
            // The same samples would lead there again.
            throw new SuppressRestartsException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (session != null) {
            session.close();
        }
        if (placement != null) {
            placement.close();
        }
        if (lines != null) {
            lines.close();
        }
    }
}
