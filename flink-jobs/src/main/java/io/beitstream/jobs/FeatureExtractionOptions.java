package io.beitstream.jobs;

import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.decode.DecodeOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.pipeline.reuse.ReuseScope;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a feature extraction does; where its images come from and its records go is passed beside
 * it.
 *
 * @param tokenizer null for a job without visual tokens
 * @param encoders none for a job without embeddings; several have different names
 * @param reuseBytes that features of images which came by may take in a JVM, so that equal files
 *     are computed once; 0 to compute each
 * @param maxRecordBytes what the output topics accept of one record, key and headers included
 */
public record FeatureExtractionOptions(
        @Nullable NetworkSpec<Codes> tokenizer,
        List<EncoderSpec> encoders,
        PrepareOptions prepare,
        InferenceSettings inference,
        long reuseBytes,
        long maxRecordBytes)
        implements Serializable {
    /** Kafka's default {@code max.message.bytes}. */
    public static final long DEFAULT_MAX_RECORD_BYTES = 1_048_588;

    /** What features may take by default. */
    public static final long DEFAULT_REUSE_BYTES = 64 << 20;

    /** The least that holds a dead letter with its cause. */
    public static final long LEAST_RECORD_BYTES = 16_384;

    public FeatureExtractionOptions {
        encoders = List.copyOf(encoders);
        if (tokenizer == null && encoders.isEmpty()) {
            throw new IllegalArgumentException(
                    "a feature extraction needs a tokenizer, an encoder or both");
        }
        if (encoders.stream().map(EncoderSpec::name).distinct().count() < encoders.size()) {
            throw new IllegalArgumentException("two encoders of one name");
        }
        if (maxRecordBytes < LEAST_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "output topics must accept records of %d bytes at least, not of %d"
                            .formatted(LEAST_RECORD_BYTES, maxRecordBytes));
        }
    }

    /** With default limits, at most one encoder, and every image computed. */
    public static FeatureExtractionOptions of(
            @Nullable NetworkSpec<Codes> tokenizer,
            @Nullable NetworkSpec<Vectors> encoder,
            InferenceSettings inference) {
        return new FeatureExtractionOptions(
                tokenizer,
                encoder == null ? List.of() : List.of(new EncoderSpec("", encoder)),
                PrepareOptions.DEFAULTS,
                inference,
                0,
                DEFAULT_MAX_RECORD_BYTES);
    }

    /** The same with images prepared in another way. */
    public FeatureExtractionOptions with(PrepareOptions newPrepare) {
        return new FeatureExtractionOptions(
                tokenizer, encoders, newPrepare, inference, reuseBytes, maxRecordBytes);
    }

    /** The same with networks run in another way. */
    public FeatureExtractionOptions with(InferenceSettings newInference) {
        return new FeatureExtractionOptions(
                tokenizer, encoders, prepare, newInference, reuseBytes, maxRecordBytes);
    }

    /** The same with another size of the cache of features. */
    public FeatureExtractionOptions withReuse(long bytes) {
        return new FeatureExtractionOptions(
                tokenizer, encoders, prepare, inference, bytes, maxRecordBytes);
    }

    DecodeOptions decode() {
        return new DecodeOptions(
                prepare.decoder(),
                tokenizer == null ? null : tokenizer.preprocessing(),
                encoders.stream().map(encoder -> encoder.network().preprocessing()).toList(),
                prepare.decodeThreads(),
                reuse());
    }

    /** Within which features are computed once; null if each image is computed. */
    public @Nullable ReuseScope reuse() {
        return reuseBytes == 0 ? null : new ReuseScope(networks(), reuseBytes);
    }

    List<String> modelIds() {
        return networks().stream().map(NetworkSpec::modelId).toList();
    }

    private List<NetworkSpec<?>> networks() {
        List<NetworkSpec<?>> networks = new ArrayList<>();
        if (tokenizer != null) {
            networks.add(tokenizer);
        }
        encoders.forEach(encoder -> networks.add(encoder.network()));
        return networks;
    }
}
