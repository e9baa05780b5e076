package io.beitstream.infra.training;

import io.beitstream.model.training.task.TrainingConfig;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what each trainer takes of a batch, and in how many micro-batches its devices compute
 * that.
 *
 * @param run the settings of the run if it goes on; null if it begins
 * @param partsNamed whether the user has said how many micro-batches there are
 * @param devices of a trainer
 * @param warnings takes what a user should know
 */
public record BatchShares(
        @Nullable TrainingConfig run, boolean partsNamed, int devices, Consumer<String> warnings) {
    /**
     * Settings whose batch is shared.
     *
     * @param asked settings with the batch of the recipe, and its micro-batches
     * @throws IllegalArgumentException if it cannot be
     */
    public TrainingConfig of(TrainingConfig asked) {
        int batch = share(asked);
        int parts = partsNamed ? asked.microBatches() : parts(asked, batch);
        if (parts < devices) {
            throw new IllegalArgumentException(
                    "%d devices of a trainer need at least as many micro-batches, not %d"
                            .formatted(devices, parts));
        }
        return asked.with(batch, parts);
    }

    private int share(TrainingConfig asked) {
        int global = asked.rounds().globalBatch();
        int trainers = asked.rounds().trainers();
        if (global == 0) {
            return asked.batchSize();
        }
        if (global < trainers) {
            throw new IllegalArgumentException(
                    "a global batch of %d is less than one image for each of %d trainers"
                            .formatted(global, trainers));
        }
        if (run == null && global != asked.batchSize()) {
            warnings.accept(
                    "the recipe's batch is %d, not %d: its learning rate and epochs are for that"
                            .formatted(asked.batchSize(), global));
        }
        if (global % trainers != 0) {
            warnings.accept(
                    "a global batch of %d does not divide among %d trainers: they take %d each, %d together"
                            .formatted(
                                    global,
                                    trainers,
                                    global / trainers,
                                    global / trainers * trainers));
        }
        return global / trainers;
    }

    private int parts(TrainingConfig asked, int batch) {
        if (run != null && run.rounds().trainers() == asked.rounds().trainers()) {
            return run.microBatches();
        }
        int largest = asked.batchSize() / asked.microBatches();
        int enough = 1;
        while (batch % enough != 0 || batch / enough > largest) {
            enough++;
        }
        for (int parts = enough; parts <= batch; parts++) {
            if (batch % parts == 0 && parts % devices == 0) {
                return parts;
            }
        }
        return enough;
    }
}
