package io.beitstream.model.training.task;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.beitstream.model.Precision;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.layers.ActivationCheckpoints;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.training.data.AugmentationConfig;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.SampleMaker;
import io.beitstream.model.training.data.SamplePlan;
import io.beitstream.model.training.step.OptimizerConfig;

/**
 * Everything that the weights of a training run depend on, besides the data.
 *
 * @param name of the model that comes out
 * @param epochs times that the dataset is gone through, by all trainers together
 * @param batchSize samples a trainer takes in one step
 * @param microBatches parts in which it computes them: more take less memory, not other gradients
 * @param seed equal seeds give equal weights
 * @param precision of matrix products; weights and optimiser are fp32; with auto each trainer
 *     decides for its device
 * @param initFrom directory of the model whose weights the run starts with; empty for fresh ones
 * @param initId its model id, so that a run does not begin again with others
 * @param checkpointActivations whether the blocks of the deepest transformer are computed again in
 *     the backward pass, in place of keeping what they have computed: less memory, more time
 */
public record TrainingConfig(
        String name,
        TaskConfig task,
        int epochs,
        int batchSize,
        int microBatches,
        long seed,
        Precision precision,
        OptimizerConfig optimizer,
        AugmentationConfig augmentation,
        RoundConfig rounds,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String initFrom,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String initId,
        boolean checkpointActivations) {
    public TrainingConfig {
        if (epochs < 1) {
            throw new IllegalArgumentException(
                    "epochs is %d, but must be at least 1".formatted(epochs));
        }
        if (microBatches < 1 || batchSize < 1 || batchSize % microBatches != 0) {
            throw new IllegalArgumentException(
                    "a batch_size of %d does not divide into %d micro_batches"
                            .formatted(batchSize, microBatches));
        }
        if (precision == Precision.FP16) {
            throw new IllegalArgumentException(
                    "training in fp16 would need loss scaling: use precision bf16 or fp32");
        }
        if (precision == Precision.INT8) {
            throw new IllegalArgumentException("int8 is for inference only: train in bf16 or fp32");
        }
        task.requireViews(augmentation);
    }

    /** A run that starts with fresh weights. */
    public TrainingConfig(
            String name,
            TaskConfig task,
            int epochs,
            int batchSize,
            int microBatches,
            long seed,
            Precision precision,
            OptimizerConfig optimizer,
            AugmentationConfig augmentation,
            RoundConfig rounds) {
        this(
                name,
                task,
                epochs,
                batchSize,
                microBatches,
                seed,
                precision,
                optimizer,
                augmentation,
                rounds,
                "",
                "",
                false);
    }

    /** Whether it starts with the weights of an earlier model. */
    public boolean continues() {
        return !initFrom.isEmpty();
    }

    /** The same, with steps of another size, each computed in one part. */
    public TrainingConfig withBatchesOf(int samples) {
        return with(samples, 1);
    }

    /** The same, with steps of another size. */
    public TrainingConfig with(int samples, int parts) {
        return with(task, samples, parts, precision, rounds);
    }

    /**
     * The rounds of this run with a number of trainers. A run of one trainer, whose batch is all of
     * a step's, keeps that.
     */
    public RoundConfig roundsOf(int trainers) {
        boolean keeps = rounds.trainers() == 1 && trainers > 1 && rounds.globalBatch() == 0;
        RoundConfig kept = keeps ? rounds.withGlobalBatch(batchSize) : rounds;
        return kept.withTrainers(trainers);
    }

    /** Whether all trainers together take the same batches, of the same recipe. */
    public boolean takesBatchesOf(TrainingConfig other) {
        return stepSize() == other.stepSize() && recipeBatch() == other.recipeBatch();
    }

    /** The same, with trainers that work together in another way. */
    public TrainingConfig with(RoundConfig otherRounds) {
        return with(task, batchSize, microBatches, precision, otherRounds);
    }

    /** The same, in another precision. */
    public TrainingConfig with(Precision otherPrecision) {
        return with(task, batchSize, microBatches, otherPrecision, rounds);
    }

    /** The same, of a task with other settings. */
    public TrainingConfig with(TaskConfig otherTask) {
        return with(otherTask, batchSize, microBatches, precision, rounds);
    }

    private TrainingConfig with(
            TaskConfig otherTask,
            int samples,
            int parts,
            Precision otherPrecision,
            RoundConfig otherRounds) {
        return new TrainingConfig(
                name,
                otherTask,
                epochs,
                samples,
                parts,
                seed,
                otherPrecision,
                optimizer,
                augmentation,
                otherRounds,
                initFrom,
                initId,
                checkpointActivations);
    }

    /** The network that a trainer trains. */
    public ScriptModule network() {
        return task.network((double) stepSize() / recipeBatch(), microBatches > 1);
    }

    /** Whether the network observes batches, and they come in parts. */
    boolean observesParts() {
        return microBatches > 1 && task instanceof TaskConfig.Tokenizer;
    }

    /** Samples that all trainers together take in a step. */
    public int stepSize() {
        return Math.multiplyExact(batchSize, rounds.trainers());
    }

    /** Samples of a batch of the recipe. */
    private int recipeBatch() {
        return rounds.globalBatch() == 0 ? batchSize : rounds.globalBatch();
    }

    /** The same network as it takes steps. */
    ScriptModule networkInTraining() {
        return checkpointActivations ? ActivationCheckpoints.into(network()) : network();
    }

    /** Which trainer takes which samples of a dataset of this size. */
    public SamplePlan plan(int samples) {
        return new SamplePlan(samples, batchSize, rounds.trainers());
    }

    /** Makes this run's samples out of a dataset. */
    public SampleMaker sampleMaker(ImageDataset dataset) {
        return new SampleMaker(
                dataset,
                ImageDecoder.withDefaults(),
                task.augmentation(augmentation),
                seed,
                task.labels());
    }
}
