package io.beitstream.jobs;

import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.decode.DecodeOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a feature extraction does; where its images come from and its records go is passed beside
 * it.
 *
 * @param tokenizer null for a job without visual tokens
 * @param encoder null for a job without embeddings
 * @param maxRecordBytes what the output topics accept of one record, key and headers included
 */
public record FeatureExtractionOptions(
        @Nullable NetworkSpec<Codes> tokenizer,
        @Nullable NetworkSpec<Vectors> encoder,
        PrepareOptions prepare,
        InferenceSettings inference,
        long maxRecordBytes)
        implements Serializable {
    /** Kafka's default {@code max.message.bytes}. */
    public static final long DEFAULT_MAX_RECORD_BYTES = 1_048_588;

    /** The least that holds a dead letter with its cause. */
    public static final long LEAST_RECORD_BYTES = 16_384;

    public FeatureExtractionOptions {
        if (tokenizer == null && encoder == null) {
            throw new IllegalArgumentException(
                    "a feature extraction needs a tokenizer, an encoder or both");
        }
        if (maxRecordBytes < LEAST_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "output topics must accept records of %d bytes at least, not of %d"
                            .formatted(LEAST_RECORD_BYTES, maxRecordBytes));
        }
    }

    /** With default limits. */
    public static FeatureExtractionOptions of(
            @Nullable NetworkSpec<Codes> tokenizer,
            @Nullable NetworkSpec<Vectors> encoder,
            InferenceSettings inference) {
        return new FeatureExtractionOptions(
                tokenizer, encoder, PrepareOptions.DEFAULTS, inference, DEFAULT_MAX_RECORD_BYTES);
    }

    /** The same with images prepared in another way. */
    public FeatureExtractionOptions with(PrepareOptions newPrepare) {
        return new FeatureExtractionOptions(
                tokenizer, encoder, newPrepare, inference, maxRecordBytes);
    }

    DecodeOptions decode() {
        return new DecodeOptions(
                prepare.decoder(),
                tokenizer == null ? null : tokenizer.preprocessing(),
                encoder == null ? null : encoder.preprocessing(),
                prepare.decodeThreads());
    }

    List<String> modelIds() {
        return Stream.<@Nullable NetworkSpec<?>>of(tokenizer, encoder)
                .flatMap(Stream::ofNullable)
                .map(NetworkSpec::modelId)
                .toList();
    }
}
