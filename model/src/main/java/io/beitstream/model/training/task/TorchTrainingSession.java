package io.beitstream.model.training.task;

import io.beitstream.model.NonFiniteLossException;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.TrainingSession;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.SamplePlan;
import io.beitstream.model.training.data.Seeds;
import io.beitstream.model.training.step.CosineSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A training session that runs in libtorch: schedules, targets, forward, backward, clip, step. */
public final class TorchTrainingSession implements TrainingSession {
    private static final Logger LOG = LoggerFactory.getLogger(TorchTrainingSession.class);
    private static final String CODES = "codes";

    private final TrainingConfig config;
    private final int trainer;
    private final CosineSchedule learningRates;
    private final CosineSchedule weightDecays;
    private final TrainerDevices devices;
    private final CodeHits hits;
    private int step;

    private TorchTrainingSession(
            TrainingConfig config, SamplePlan plan, int trainer, TrainerDevices devices, int step) {
        this.config = config;
        this.trainer = trainer;
        this.learningRates =
                config.optimizer().learningRates(config.epochs(), plan.stepsPerEpoch());
        this.weightDecays = config.optimizer().weightDecays(config.epochs(), plan.stepsPerEpoch());
        this.devices = devices;
        this.hits = new CodeHits(config.task().codes());
        this.step = step;
    }

    /**
     * Goes on from a saved state.
     *
     * @param state as a session or {@link TrainingStart} saved it
     * @param trainer number of this trainer, from 0
     * @param devices one or several of {@code cpu}, {@code gpu} or {@code gpu:N}; each computes its
     *     share of the micro-batches, and those beyond their number are left out
     * @throws IOException if a file cannot be read
     */
    public static TorchTrainingSession open(
            TrainingConfig config, SamplePlan plan, Path state, int trainer, String... devices)
            throws IOException {
        TrainingState saved = TrainingState.read(state);
        int used = Math.min(devices.length, config.microBatches());
        if (used < devices.length) {
            LOG.warn(
                    "of {} devices {} stay idle: a batch is computed in {} micro-batches",
                    devices.length,
                    devices.length - used,
                    config.microBatches());
        }
        return new TorchTrainingSession(
                config,
                plan,
                trainer,
                TrainerDevices.open(config, saved.tensors(), List.of(devices).subList(0, used)),
                saved.step());
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int batchSize() {
        return config.batchSize();
    }

    @Override
    public Map<TrainingMetric, Double> step(List<TrainingSample> batch) {
        if (batch.size() != config.batchSize()) {
            throw new IllegalArgumentException(
                    "a step takes %d samples, not %d".formatted(config.batchSize(), batch.size()));
        }
        long started = System.nanoTime();
        double rate = learningRates.at(step);
        double decay = weightDecays.at(step);
        Map<TrainingMetric, Double> metrics = new EnumMap<>(TrainingMetric.class);
        List<HostTensor> schedule =
                List.of(
                        HostTensor.ofScalar(step + 1),
                        HostTensor.ofScalar(rate),
                        HostTensor.ofScalar(decay));
        devices.step(parts(batch), schedule, outputs -> collect(metrics, outputs));
        dropOrRefuseNonFinite(metrics);
        metrics.put(TrainingMetric.LEARNING_RATE, rate);
        metrics.put(TrainingMetric.WEIGHT_DECAY, decay);
        metrics.put(TrainingMetric.STEP_SECONDS, (System.nanoTime() - started) / 1e9);
        step++;
        return metrics;
    }

    private List<MicroBatch> parts(List<TrainingSample> batch) {
        List<MicroBatch> parts = new ArrayList<>();
        int size = config.batchSize() / config.microBatches();
        for (int i = 0; i < config.microBatches(); i++) {
            long number = (long) step * config.microBatches() + i;
            parts.add(
                    new MicroBatch(
                            batch.subList(i * size, (i + 1) * size),
                            Seeds.random(config.seed(), Seeds.MIXING, trainer, number),
                            Seeds.random(config.seed(), Seeds.NETWORK, trainer, number)
                                    .nextLong()));
        }
        return parts;
    }

    /** Sums what micro-batches report, so that the step reports their mean. */
    private void collect(Map<TrainingMetric, Double> metrics, Map<String, HostTensor> outputs) {
        for (TrainingMetric metric : TrainingMetric.values()) {
            String name = metric == TrainingMetric.GRADIENT_NORM ? "grad_norm" : metric.label();
            HostTensor output = outputs.get(name);
            if (output != null) {
                boolean ofStep =
                        metric == TrainingMetric.GRADIENT_NORM
                                || metric == TrainingMetric.SKIPPED_STEPS;
                double share = ofStep ? 1 : config.microBatches();
                metrics.merge(metric, output.toFloats()[0] / share, Double::sum);
            }
        }
        HostTensor codes = outputs.get(CODES);
        if (codes != null) {
            hits.add(codes.toLongs());
            metrics.put(TrainingMetric.CODEBOOK_USAGE, hits.usage());
            metrics.put(TrainingMetric.UNUSED_CODES, (double) hits.unused());
            metrics.put(TrainingMetric.PERPLEXITY, hits.perplexity());
        }
    }

    private void dropOrRefuseNonFinite(Map<TrainingMetric, Double> metrics) {
        double loss = metrics.getOrDefault(TrainingMetric.LOSS, Double.NaN);
        double norm = metrics.getOrDefault(TrainingMetric.GRADIENT_NORM, Double.NaN);
        if (Double.isFinite(loss) && Double.isFinite(norm)) {
            return;
        }
        int allowed = config.optimizer().skipNonfinite();
        double skipped = metrics.getOrDefault(TrainingMetric.SKIPPED_STEPS, 1.0);
        if (skipped > allowed) {
            throw new NonFiniteLossException(step + 1, loss, norm, allowed);
        }
        metrics.keySet().retainAll(Set.of(TrainingMetric.SKIPPED_STEPS));
    }

    @Override
    public void save(Path file) throws IOException {
        new TrainingState(step, new StateDict(devices.state())).write(file);
    }

    @Override
    public void close() {
        devices.close();
        TrainingState.unmapUnused();
    }
}
