package io.beitstream.jobs.inference;

import io.beitstream.model.InferenceOptions;
import java.io.Serializable;
import java.time.Duration;

/**
 * How networks run in a job.
 *
 * @param maxBatch largest micro-batch
 * @param linger how long an image waits for company at most
 * @param capacity images that one subtask may have under way in a stage; at least two batches keep
 *     a device busy
 */
public record InferenceSettings(
        InferenceOptions options, int maxBatch, Duration linger, int capacity)
        implements Serializable {
    public InferenceSettings {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("the largest batch must hold at least one image");
        }
        if (capacity < maxBatch) {
            throw new IllegalArgumentException(
                    "a capacity of %d never fills a batch of %d".formatted(capacity, maxBatch));
        }
    }

    /** Two batches under way. */
    public static InferenceSettings of(InferenceOptions options, int maxBatch, Duration linger) {
        return new InferenceSettings(options, maxBatch, linger, 2 * maxBatch);
    }

    MicroBatcher.Config batcher() {
        return new MicroBatcher.Config(new BatchSizes(maxBatch), linger, 4 * maxBatch);
    }
}
