package io.beitstream.jobs.pipeline.inference;

import io.beitstream.model.InferenceOptions;
import java.io.Serializable;
import java.time.Duration;

/**
 * Device, precision and batching of the networks in a job.
 *
 * @param maxBatch largest micro-batch
 * @param linger how long an image waits for company at most; not while nothing comes, see {@link
 *     #PAUSES_OF_LINGER}
 * @param callTimeout after which a device that has not answered a batch is called hung
 */
public record InferenceSettings(
        InferenceOptions options, int maxBatch, Duration linger, Duration callTimeout)
        implements Serializable {
    public static final Duration DEFAULT_LINGER = Duration.ofMillis(20);

    /** A pause of the linger over this many, in which no image comes, ends the wait. */
    public static final int PAUSES_OF_LINGER = 10;

    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofMinutes(10);

    public InferenceSettings {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("the largest batch must hold at least one image");
        }
        if (callTimeout.isNegative() || callTimeout.isZero()) {
            throw new IllegalArgumentException("a batch needs time to run");
        }
    }

    /** With the default time for a batch. */
    public static InferenceSettings of(InferenceOptions options, int maxBatch, Duration linger) {
        return new InferenceSettings(options, maxBatch, linger, DEFAULT_CALL_TIMEOUT);
    }

    /** The same with another time that an image waits for company. */
    public InferenceSettings withLinger(Duration other) {
        return new InferenceSettings(options, maxBatch, other, callTimeout);
    }

    /**
     * Images that one subtask has under way in a network's stage: two batches keep a device busy.
     */
    public int capacity() {
        return 2 * maxBatch;
    }
}
