package io.beitstream.jobs.sql.predict;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.fetch.FetchLimits;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.model.image.ImageDecoder;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The options of {@code CREATE MODEL}: those of {@code extract}, under the same names. Lists are
 * parted by commas.
 */
final class ModelOptions {
    static final ConfigOption<String> MODEL_DIR =
            key("model-dir")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "a model directory; it tells whether of a tokenizer or an encoder");

    static final ConfigOption<String> TOKENIZER_DIR =
            key("tokenizer-dir")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("a tokenizer's model directory");

    static final ConfigOption<String> ENCODER_DIR =
            key("encoder-dir")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("an encoder's model directory, or torchscript:FILE");

    static final ConfigOption<String> DEVICE =
            key("device")
                    .stringType()
                    .defaultValue("cpu")
                    .withDescription("cpu, gpu or gpu:N; the job fails if the GPU is not there");

    static final ConfigOption<String> PRECISION =
            key("precision")
                    .stringType()
                    .defaultValue("auto")
                    .withDescription("of matrix products: auto, fp32, bf16, fp16 or int8");

    static final ConfigOption<Integer> BATCH_SIZE =
            key("batch-size").intType().defaultValue(8).withDescription("largest micro-batch");

    static final ConfigOption<Duration> LINGER =
            key("linger")
                    .durationType()
                    .defaultValue(InferenceSettings.DEFAULT_LINGER)
                    .withDescription("how long an input waits for a full batch at most");

    static final ConfigOption<String> EMBEDDING =
            key("embedding")
                    .stringType()
                    .defaultValue("pooled")
                    .withDescription(
                            "how the tokens become one vector: pooled, cls, mean or quadrants");

    static final ConfigOption<Boolean> NORMALIZE =
            key("normalize")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("whether vectors are scaled to length 1");

    static final ConfigOption<String> LAYERS =
            key("layers")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "blocks, counted from 1, whose vectors are put one after the other; the last alone, if none is named");

    static final ConfigOption<MemorySize> REUSE =
            key("reuse")
                    .memoryType()
                    .defaultValue(new MemorySize(FeatureExtractionOptions.DEFAULT_REUSE_BYTES))
                    .withDescription(
                            "memory for the features of images that came by: those with the same bytes are computed once");

    static final ConfigOption<Integer> DECODE_THREADS =
            key("decode-threads")
                    .intType()
                    .defaultValue(0)
                    .withDescription(
                            "decoding at once in one subtask; 0 for processors over parallelism");

    static final ConfigOption<Boolean> APPLY_ORIENTATION =
            key("apply-orientation")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("turn JPEGs as their EXIF data says");

    static final ConfigOption<String> DECODE =
            key("decode")
                    .stringType()
                    .defaultValue("exact")
                    .withDescription(
                            "exact, or fast: large JPEGs at a half, a quarter or an eighth of"
                                    + " their size; named in preprocessing_id");

    static final ConfigOption<MemorySize> MAX_IMAGE_BYTES =
            key("max-image-bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(FetchLimits.DEFAULTS.maxBytes()))
                    .withDescription("larger images are rows with an error");

    static final ConfigOption<Long> MAX_IMAGE_PIXELS =
            key("max-image-pixels")
                    .longType()
                    .defaultValue(ImageDecoder.withDefaults().maxPixels())
                    .withDescription("images that declare more are rows with an error");

    static final ConfigOption<Duration> IMAGE_TIMEOUT =
            key("image-timeout")
                    .durationType()
                    .defaultValue(PrepareOptions.DEFAULT_IMAGE_TIMEOUT)
                    .withDescription("until an image is decoded, outages of its store not counted");

    static final ConfigOption<Duration> FETCH_TIMEOUT =
            key("fetch-timeout")
                    .durationType()
                    .defaultValue(FetchLimits.DEFAULTS.attemptTimeout())
                    .withDescription("for one attempt, to the last byte");

    static final ConfigOption<Integer> FETCH_ATTEMPTS =
            key("fetch-attempts").intType().defaultValue(3).withDescription("for one image");

    static final ConfigOption<Duration> MAX_OUTAGE =
            key("max-outage")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(8))
                    .withDescription("how long images wait for a store that is down");

    static final ConfigOption<String> ALLOWED_SCHEMES =
            key("allowed-schemes").stringType().defaultValue("https").withDescription("of URIs");

    static final ConfigOption<String> FETCH_HOSTS =
            key("fetch-hosts")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "that URIs may name: exact, or *.example.com; any with public addresses, if none is named");

    static final ConfigOption<Boolean> ALLOW_PRIVATE_NETWORKS =
            key("allow-private-networks")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("let URIs reach private and loopback addresses");

    static final ConfigOption<String> FILE_ROOTS =
            key("file-roots")
                    .stringType()
                    .defaultValue("")
                    .withDescription("folders below which URIs may name files");

    static final ConfigOption<MemorySize> BYTES_IN_FLIGHT =
            key("bytes-in-flight")
                    .memoryType()
                    .defaultValue(MemorySize.ZERO)
                    .withDescription(
                            "what all images under way may hold in a JVM; 0 for a quarter of the heap");

    static final Set<ConfigOption<?>> ALL =
            Set.of(
                    MODEL_DIR,
                    TOKENIZER_DIR,
                    ENCODER_DIR,
                    DEVICE,
                    PRECISION,
                    BATCH_SIZE,
                    LINGER,
                    EMBEDDING,
                    NORMALIZE,
                    LAYERS,
                    REUSE,
                    DECODE_THREADS,
                    APPLY_ORIENTATION,
                    DECODE,
                    MAX_IMAGE_BYTES,
                    MAX_IMAGE_PIXELS,
                    IMAGE_TIMEOUT,
                    FETCH_TIMEOUT,
                    FETCH_ATTEMPTS,
                    MAX_OUTAGE,
                    ALLOWED_SCHEMES,
                    FETCH_HOSTS,
                    ALLOW_PRIVATE_NETWORKS,
                    FILE_ROOTS,
                    BYTES_IN_FLIGHT);

    private ModelOptions() {}
}
