package io.beitstream.jobs.metrics;

import java.util.Locale;

/**
 * Every metric of ours, but those of a training step, which are {@link
 * io.beitstream.model.TrainingMetric}s. The tables of docs/metrics.md are made from both.
 */
public enum BeitstreamMetric {
    IMAGES_IN(
            MetricScope.STAGE,
            "imagesIn",
            Kind.COUNTER,
            "images",
            "arrived at the stage; failures of earlier stages do not"),
    IMAGES_OUT(MetricScope.STAGE, "imagesOut", Kind.COUNTER, "images", "left the stage well"),
    IMAGES_FAILED(
            MetricScope.STAGE,
            "imagesFailed",
            Kind.COUNTER,
            "images",
            "could not go on from there"),
    STAGE_TIME_MS(
            MetricScope.STAGE,
            "stageTimeMs",
            Kind.HISTOGRAM,
            "ms",
            "from arrival at the stage to leaving it"),
    OCCUPANCY(
            MetricScope.STAGE,
            "occupancy",
            Kind.GAUGE,
            "share",
            "images in the stage, of those that its operator takes at a time; mean of the last 5 to"
                    + " 10 s; more than 1 where images are set aside"),
    BATCH_SIZE(
            MetricScope.STAGE,
            "batchSize",
            Kind.HISTOGRAM,
            "images",
            "size of the batch that an image was in; networks only"),
    QUEUE_WAIT_MS(
            MetricScope.STAGE,
            "queueWaitMs",
            Kind.HISTOGRAM,
            "ms",
            "how long an image waited for its batch to begin; networks only"),
    INFERENCE_TIME_MS(
            MetricScope.STAGE,
            "inferenceTimeMs",
            Kind.HISTOGRAM,
            "ms",
            "how long an image's batch ran in the network; networks only"),

    DEAD_LETTERS(
            MetricScope.CAUSE,
            "deadLetters",
            Kind.COUNTER,
            "images",
            "became dead letters for this cause; there from the first on"),

    NORM_MEAN(
            MetricScope.ENCODER,
            "normMean",
            Kind.GAUGE,
            "length",
            "mean length of the last 1,000 embeddings"),
    NORM_DEVIATION(
            MetricScope.ENCODER,
            "normDeviation",
            Kind.GAUGE,
            "length",
            "standard deviation of the same"),
    NORM_DRIFT(
            MetricScope.ENCODER,
            "normDrift",
            Kind.GAUGE,
            "deviations",
            "how far that mean has moved from the one of the first 1,000 embeddings since the task"
                    + " began, in deviations of those; not a number before"),

    IMAGES_IN_FLIGHT(
            MetricScope.OPERATOR,
            "imagesInFlight",
            Kind.GAUGE,
            "images",
            "that an operator of stages has taken and not handed on"),
    IMAGES_ASIDE(
            MetricScope.OPERATOR,
            "imagesAside",
            Kind.GAUGE,
            "images",
            "those of them that are slow, and that nobody waits for"),
    OPERATOR_OCCUPANCY(
            MetricScope.OPERATOR,
            "operatorOccupancy",
            Kind.GAUGE,
            "share",
            "images in flight but not set aside, of those that the operator takes at a time; mean"
                    + " of the last 5 to 10 s"),
    LAST_DRAIN_MS(
            MetricScope.OPERATOR,
            "lastDrainMs",
            Kind.GAUGE,
            "ms",
            "how long the last barrier waited for the images in flight"),
    IMAGES_REUSED(
            MetricScope.OPERATOR,
            "imagesReused",
            Kind.GAUGE,
            "images",
            "whose features were those of an earlier one with the same file, in all subtasks of the"
                    + " process; prepare"),
    STORES_DOWN(
            MetricScope.OPERATOR,
            "storesDown",
            Kind.GAUGE,
            "stores",
            "that are down, as all subtasks of the process see it; prepare"),
    DEVICE_MEMORY_MIB(
            MetricScope.OPERATOR,
            "deviceMemoryMiB",
            Kind.GAUGE,
            "MiB",
            "memory of a network's GPU that is in use, by all processes; libtorch keeps what it"
                    + " once took, so it is the most that was needed so far; networks on GPUs"),
    DEVICE_CALL_SECONDS(
            MetricScope.OPERATOR,
            "deviceCallSeconds",
            Kind.GAUGE,
            "s",
            "how long the oldest batch has run that a device of the process has not answered; 0 if"
                    + " none runs; networks"),
    SHADOW_COSINE_MEAN(
            MetricScope.OPERATOR,
            "shadowCosineMean",
            Kind.GAUGE,
            "cosine",
            "between the vectors of a candidate and those that are published, mean of the last"
                    + " 1,000 images; not a number without a shadow; encoders whose model can"
                    + " change"),
    SHADOW_COSINE_P05(
            MetricScope.OPERATOR,
            "shadowCosineP05",
            Kind.GAUGE,
            "cosine",
            "that 5 % of these images stay below; the same"),
    IMAGES_SHADOWED(
            MetricScope.OPERATOR,
            "imagesShadowed",
            Kind.GAUGE,
            "images",
            "that a candidate has computed beside the model that serves; the same"),
    PARTITIONS_ASSIGNED(
            MetricScope.OPERATOR,
            "partitionsAssigned",
            Kind.GAUGE,
            "partitions",
            "of the topic that this subtask reads, or has read to their end; a source of Kafka"),
    BOTTLENECK(
            MetricScope.OPERATOR,
            "bottleneck",
            Kind.GAUGE,
            "index",
            "the stage that limits this subtask: 1 source (it has nothing to read, or reads"
                    + " slowly), 2 fetch, 3 decode, 4 tokenize, 5 encode, 6 what comes after (records,"
                    + " sinks); route"),
    RECORD_LAG_SECONDS(
            MetricScope.OPERATOR,
            "recordLagSeconds",
            Kind.GAUGE,
            "s",
            "from the time of a Kafka record to when its image came out, of the last one; grows"
                    + " while images are in flight and none comes out; not a number for files; route"),
    EVENT_LAG_SECONDS(
            MetricScope.OPERATOR,
            "eventLagSeconds",
            Kind.GAUGE,
            "s",
            "the same from the event's own time; not a number if events do not say; route"),
    CODEBOOK_USAGE(
            MetricScope.OPERATOR,
            "codebookUsage",
            Kind.GAUGE,
            "share",
            "of the codebook that occurs in the last 1,000 images; route"),
    CODEBOOK_PERPLEXITY(
            MetricScope.OPERATOR,
            "codebookPerplexity",
            Kind.GAUGE,
            "codes",
            "exp of the entropy of the codes of the last 1,000 images: of so many codes, equally"
                    + " often, there would be as much surprise; route"),

    INDEX_IMAGES(MetricScope.INDEX, "images", Kind.GAUGE, "images", "that can be found"),
    INDEX_IMAGES_WITH_TOKENS(
            MetricScope.INDEX,
            "images_with_tokens",
            Kind.GAUGE,
            "images",
            "of these, those whose visual tokens have arrived"),
    INDEX_RECORDS_BEHIND(
            MetricScope.INDEX,
            "records_behind",
            Kind.GAUGE,
            "records",
            "of the topics that are yet to be read"),
    INDEX_CAUGHT_UP(
            MetricScope.INDEX,
            "caught_up",
            Kind.GAUGE,
            "0 or 1",
            "whether all has once been read since the start"),
    INDEX_STEP_AGE_SECONDS(
            MetricScope.INDEX,
            "step_age_seconds",
            Kind.GAUGE,
            "s",
            "since the thread that fills the index last went round"),
    INDEX_RECORDS_TAKEN(
            MetricScope.INDEX, "records_taken", Kind.COUNTER, "records", "that changed the index"),
    INDEX_RECORDS_BROKEN(
            MetricScope.INDEX_REASON,
            "records_broken",
            Kind.COUNTER,
            "records",
            "that could not be taken, by reason; there from the first on");

    /** What a metric is. */
    public enum Kind {
        COUNTER,
        GAUGE,
        /** Of the last 1,000 values; a summary with quantiles for Prometheus. */
        HISTOGRAM;

        /** In lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final MetricScope scope;
    private final String label;
    private final Kind kind;
    private final String unit;
    private final String meaning;

    BeitstreamMetric(MetricScope scope, String label, Kind kind, String unit, String meaning) {
        this.scope = scope;
        this.label = label;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
    }

    public MetricScope scope() {
        return scope;
    }

    /** Its name in its group. */
    public String label() {
        return label;
    }

    public Kind kind() {
        return kind;
    }

    public String unit() {
        return unit;
    }

    /** What it counts or measures. */
    public String meaning() {
        return meaning;
    }

    /** Its name as Prometheus sees it, by Flink's reporter or by the index. */
    public String prometheusName() {
        return scope.prometheusPrefix() + label;
    }
}
