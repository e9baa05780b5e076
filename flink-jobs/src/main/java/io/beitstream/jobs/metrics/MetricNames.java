package io.beitstream.jobs.metrics;

/**
 * Every metric of the jobs. Those of extraction stand in the group {@code beitstream.stage.STAGE}
 * of their operator, where STAGE is source, fetch, decode, tokenize or encode; those of operators
 * in {@code beitstream}, those of training in {@code beitstream.training}.
 */
public final class MetricNames {
    /** Group of all our metrics. */
    public static final String GROUP = "beitstream";

    /** Group whose value is the stage. */
    public static final String STAGE = "stage";

    /**
     * Group of a trainer's gauges; their names, units and meanings stand in {@code TrainingMetric}.
     */
    public static final String TRAINING = "training";

    /** Counter, images: arrived at the stage, failures of earlier stages not counted. */
    public static final String IMAGES_IN = "imagesIn";

    /** Counter, images: left the stage well. */
    public static final String IMAGES_OUT = "imagesOut";

    /** Counter, images: became dead letters in the stage. */
    public static final String IMAGES_FAILED = "imagesFailed";

    /** Histogram, milliseconds: from arrival at the stage to leaving it. */
    public static final String STAGE_TIME_MS = "stageTimeMs";

    /** Histogram, images: size of the batch that an image was in. */
    public static final String BATCH_SIZE = "batchSize";

    /** Histogram, milliseconds: how long an image waited for its batch to begin. */
    public static final String QUEUE_WAIT_MS = "queueWaitMs";

    /** Histogram, milliseconds: how long an image's batch ran in the network. */
    public static final String INFERENCE_TIME_MS = "inferenceTimeMs";

    /** Gauge, images: that an operator has taken and not handed on. */
    public static final String IMAGES_IN_FLIGHT = "imagesInFlight";

    /** Gauge, images: those of them that are slow, and that nobody waits for. */
    public static final String IMAGES_ASIDE = "imagesAside";

    /** Gauge, milliseconds: how long the last barrier waited for the images in flight. */
    public static final String LAST_DRAIN_MS = "lastDrainMs";

    /**
     * Gauge, images: whose features were those of an earlier one with the same file, in all
     * subtasks of the process.
     */
    public static final String IMAGES_REUSED = "imagesReused";

    /** Gauge, stores: that are down, as all subtasks of the process see it. */
    public static final String STORES_DOWN = "storesDown";

    /**
     * Gauge, MiB: of the memory of a network's GPU that is in use, by all processes. libtorch keeps
     * what it once took, so it is the most that was needed so far.
     */
    public static final String DEVICE_MEMORY_MIB = "deviceMemoryMiB";

    /**
     * Gauge, cosine: between the vectors of a candidate and those that are published, the mean of
     * the latest images; not a number without a shadow.
     */
    public static final String SHADOW_COSINE_MEAN = "shadowCosineMean";

    /** Gauge, cosine: that 5 % of these images stay below. */
    public static final String SHADOW_COSINE_P05 = "shadowCosineP05";

    /** Gauge, images: that a candidate has computed beside the model that serves. */
    public static final String IMAGES_SHADOWED = "imagesShadowed";

    private MetricNames() {}
}
