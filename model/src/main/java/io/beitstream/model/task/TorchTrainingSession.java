package io.beitstream.model.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.NonFiniteLossException;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.TrainingSession;
import io.beitstream.model.data.SamplePlan;
import io.beitstream.model.data.Seeds;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.CosineSchedule;
import io.beitstream.model.training.TrainingStepModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A training session that runs in libtorch: schedules, targets, forward, backward, clip, step. */
public final class TorchTrainingSession implements TrainingSession {
    private static final String CODES = "codes";

    private final TrainingConfig config;
    private final int trainer;
    private final CosineSchedule learningRates;
    private final CosineSchedule weightDecays;
    private final TaskInputs inputs;
    private final TorchModule module;
    private final CodeHits hits;
    private int step;

    private TorchTrainingSession(
            TrainingConfig config,
            SamplePlan plan,
            int trainer,
            TaskInputs inputs,
            TorchModule module,
            int step) {
        this.config = config;
        this.trainer = trainer;
        this.learningRates =
                config.optimizer().learningRates(config.epochs(), plan.stepsPerEpoch());
        this.weightDecays = config.optimizer().weightDecays(config.epochs(), plan.stepsPerEpoch());
        this.inputs = inputs;
        this.module = module;
        this.hits = new CodeHits(config.task().codes());
        this.step = step;
    }

    /**
     * Goes on from a saved state.
     *
     * @param state as a session or {@link TrainingStart} saved it
     * @param trainer number of this trainer, from 0
     * @param device {@code cpu}, {@code gpu} or {@code gpu:N}
     * @throws IOException if a file cannot be read
     */
    public static TorchTrainingSession open(
            TrainingConfig config, SamplePlan plan, Path state, int trainer, String device)
            throws IOException {
        TrainingState saved = TrainingState.read(state);
        InferenceOptions options =
                PrecisionChooser.ofThisMachine()
                        .settleForTraining(new InferenceOptions(device, config.precision()));
        TaskInputs inputs = TaskInputs.open(config, options);
        try {
            TrainingStepModule network = stepModule(config, inputs);
            StateDict complete =
                    OptimizerState.completed(network, saved.tensors(), inputs.targetState());
            DType computeType = DType.of(options.precision());
            ScriptArchive archive =
                    ScriptArchive.forTraining(
                            network,
                            complete,
                            computeType,
                            InferenceArchives.kernels(device, computeType));
            TorchModule module = TorchModule.load(archive, new TorchDevice(device));
            return new TorchTrainingSession(config, plan, trainer, inputs, module, saved.step());
        } catch (IOException | RuntimeException e) {
            inputs.close();
            throw e;
        }
    }

    private static TrainingStepModule stepModule(TrainingConfig config, TaskInputs inputs) {
        return new TrainingStepModule(
                config.networkInTraining(),
                inputs.loss(),
                config.optimizer().adamW(),
                config.microBatches(),
                config.task().weightRules());
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
        int size = config.batchSize() / config.microBatches();
        for (int i = 0; i < config.microBatches(); i++) {
            RandomGenerator random = Seeds.random(config.seed(), Seeds.MIXING, trainer, seedOf(i));
            List<HostTensor> arguments =
                    new ArrayList<>(inputs.of(batch.subList(i * size, (i + 1) * size), random));
            boolean last = i == config.microBatches() - 1;
            if (last) {
                arguments.add(HostTensor.ofScalar(step + 1));
                arguments.add(HostTensor.ofScalar(rate));
                arguments.add(HostTensor.ofScalar(decay));
            }
            long seed = Seeds.random(config.seed(), Seeds.NETWORK, trainer, seedOf(i)).nextLong();
            collect(metrics, module.callSeeded(seed, last ? "step" : "accumulate", arguments));
        }
        dropOrRefuseNonFinite(metrics);
        metrics.put(TrainingMetric.LEARNING_RATE, rate);
        metrics.put(TrainingMetric.WEIGHT_DECAY, decay);
        metrics.put(TrainingMetric.STEP_SECONDS, (System.nanoTime() - started) / 1e9);
        step++;
        return metrics;
    }

    private long seedOf(int microBatch) {
        return (long) step * config.microBatches() + microBatch;
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
        new TrainingState(step, new StateDict(module.call("state", List.of()))).write(file);
    }

    @Override
    public void close() {
        module.close();
        inputs.close();
        TrainingState.unmapUnused();
    }
}
