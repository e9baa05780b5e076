package io.beitstream.jobs.sql.predict;

import static io.beitstream.jobs.sql.predict.ModelOptions.ALLOWED_SCHEMES;
import static io.beitstream.jobs.sql.predict.ModelOptions.ALLOW_PRIVATE_NETWORKS;
import static io.beitstream.jobs.sql.predict.ModelOptions.APPLY_ORIENTATION;
import static io.beitstream.jobs.sql.predict.ModelOptions.BATCH_SIZE;
import static io.beitstream.jobs.sql.predict.ModelOptions.BYTES_IN_FLIGHT;
import static io.beitstream.jobs.sql.predict.ModelOptions.DECODE;
import static io.beitstream.jobs.sql.predict.ModelOptions.DEVICE;
import static io.beitstream.jobs.sql.predict.ModelOptions.EMBEDDING;
import static io.beitstream.jobs.sql.predict.ModelOptions.FETCH_ATTEMPTS;
import static io.beitstream.jobs.sql.predict.ModelOptions.FETCH_HOSTS;
import static io.beitstream.jobs.sql.predict.ModelOptions.FETCH_TIMEOUT;
import static io.beitstream.jobs.sql.predict.ModelOptions.FILE_ROOTS;
import static io.beitstream.jobs.sql.predict.ModelOptions.IMAGE_TIMEOUT;
import static io.beitstream.jobs.sql.predict.ModelOptions.LAYERS;
import static io.beitstream.jobs.sql.predict.ModelOptions.LINGER;
import static io.beitstream.jobs.sql.predict.ModelOptions.MAX_IMAGE_BYTES;
import static io.beitstream.jobs.sql.predict.ModelOptions.MAX_IMAGE_PIXELS;
import static io.beitstream.jobs.sql.predict.ModelOptions.MAX_OUTAGE;
import static io.beitstream.jobs.sql.predict.ModelOptions.NORMALIZE;
import static io.beitstream.jobs.sql.predict.ModelOptions.PRECISION;

import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.image.DecodeStyle;
import io.beitstream.model.image.ImageDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/** Makes settings of the options of a model; errors are {@code IllegalArgumentException}s. */
record ModelSettings(ReadableConfig options) {
    InferenceSettings inference() {
        return InferenceSettings.of(
                inferenceOptions(), options.get(BATCH_SIZE), options.get(LINGER));
    }

    InferenceOptions inferenceOptions() {
        return new InferenceOptions(options.get(DEVICE), Precision.of(options.get(PRECISION)));
    }

    /** What decoding does to the pixels. */
    DecodeStyle style() {
        return DecodeStyle.of(options.get(APPLY_ORIENTATION), options.get(DECODE));
    }

    /** How images are fetched and decoded, with one thread. */
    PrepareOptions prepare() {
        int maxBytes = maxBytes();
        FetchAccess access =
                FetchAccess.withSchemesOfRoots(
                        set(ALLOWED_SCHEMES),
                        set(FETCH_HOSTS),
                        options.get(ALLOW_PRIVATE_NETWORKS),
                        set(FILE_ROOTS));
        return new PrepareOptions(
                InputFormat.IMAGE,
                FetchOptions.of(
                        access,
                        maxBytes,
                        options.get(FETCH_TIMEOUT),
                        options.get(FETCH_ATTEMPTS),
                        options.get(MAX_OUTAGE)),
                new ImageDecoder(maxBytes, options.get(MAX_IMAGE_PIXELS), style()),
                1,
                options.get(IMAGE_TIMEOUT),
                options.get(BYTES_IN_FLIGHT).getBytes(),
                PrepareOptions.DEFAULT_CAPACITY);
    }

    /**
     * Which features an encoder computes.
     *
     * @param patches whether the patch tokens are wanted too
     */
    FeatureSelection selection(boolean patches) {
        List<Integer> layers = values(LAYERS).map(ModelSettings::layer).toList();
        return new FeatureSelection(vector(), options.get(NORMALIZE), layers, patches);
    }

    private FeatureSelection.Vector vector() {
        String name = options.get(EMBEDDING);
        return Arrays.stream(FeatureSelection.Vector.values())
                .filter(vector -> vector.label().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "unknown 'embedding' '%s': use pooled, cls, mean or quadrants"
                                                .formatted(name)));
    }

    private static int layer(String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'layers' are numbers parted by commas, and '%s' is none".formatted(number), e);
        }
    }

    private int maxBytes() {
        long bytes = options.get(MAX_IMAGE_BYTES).getBytes();
        if (bytes >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "'max-image-bytes' must be less than 2gb, and is %d bytes".formatted(bytes));
        }
        return (int) bytes;
    }

    private Set<String> set(ConfigOption<String> option) {
        return values(option).collect(Collectors.toSet());
    }

    private Stream<String> values(ConfigOption<String> option) {
        return Arrays.stream(options.get(option).split(",", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
