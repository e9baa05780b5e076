package io.beitstream.jobs;

import io.beitstream.jobs.decode.DecodeOptions;
import io.beitstream.jobs.fetch.FetchOptions;
import io.beitstream.jobs.inference.InferenceSettings;
import io.beitstream.jobs.source.InputFormat;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.Preprocessing;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a feature extraction does; where its images come from and its records go is passed beside
 * it.
 *
 * @param tokenizer null for a job without visual tokens
 * @param encoder null for a job without embeddings
 * @param decodeThreads decoding at once in one subtask
 * @param maxDeadLetterBytes larger events are left out of their dead letters
 */
public record FeatureExtractionOptions(
        @Nullable TokenizerSpec tokenizer,
        @Nullable EncoderSpec encoder,
        InputFormat input,
        FetchOptions fetch,
        ImageDecoder decoder,
        int decodeThreads,
        InferenceSettings inference,
        int maxDeadLetterBytes)
        implements Serializable {
    /** Fits a topic with Kafka's default {@code max.message.bytes}, with room for the cause. */
    public static final int DEFAULT_MAX_DEAD_LETTER_BYTES = 1_000_000;

    public FeatureExtractionOptions {
        if (tokenizer == null && encoder == null) {
            throw new IllegalArgumentException(
                    "a feature extraction needs a tokenizer, an encoder or both");
        }
    }

    /** With default limits and one decoding thread. */
    public static FeatureExtractionOptions of(
            @Nullable TokenizerSpec tokenizer,
            @Nullable EncoderSpec encoder,
            InferenceSettings inference) {
        return new FeatureExtractionOptions(
                tokenizer,
                encoder,
                InputFormat.AVRO,
                FetchOptions.DEFAULTS,
                ImageDecoder.withDefaults(),
                1,
                inference,
                DEFAULT_MAX_DEAD_LETTER_BYTES);
    }

    DecodeOptions decode() {
        Preprocessing forTokenizer = tokenizer == null ? null : tokenizer.preprocessing();
        Preprocessing forEncoder = encoder == null ? null : encoder.preprocessing();
        return new DecodeOptions(decoder, forTokenizer, forEncoder, decodeThreads);
    }

    List<String> modelIds() {
        List<String> ids = new ArrayList<>();
        if (tokenizer != null) {
            ids.add(tokenizer.modelId());
        }
        if (encoder != null) {
            ids.add(encoder.modelId());
        }
        return ids;
    }
}
