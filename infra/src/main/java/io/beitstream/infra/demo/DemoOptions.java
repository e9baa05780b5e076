package io.beitstream.infra.demo;

import io.beitstream.model.InferenceOptions;
import io.beitstream.schemas.RecordFormat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The pictures, networks and page of a demo.
 *
 * @param images a folder; null for the pictures that the project paints
 * @param tokenizer a model directory; null for the small one that ships with the project
 * @param encoder a model directory; null for the small one that ships with the project
 * @param decoder of the tokenizer's codes, a model directory; null for the one that ships with the
 *     project, if it fits the tokenizer
 * @param records how the topics' records are encoded
 * @param report where the page is written
 */
public record DemoOptions(
        @Nullable Path images,
        @Nullable Path tokenizer,
        @Nullable Path encoder,
        @Nullable Path decoder,
        InferenceOptions inference,
        int batchSize,
        RecordFormat records,
        Path report) {
    /** The shipped networks, and records in single-object encoding. */
    public static DemoOptions of(
            @Nullable Path images, InferenceOptions inference, int batchSize, Path report) {
        return new DemoOptions(
                images, null, null, null, inference, batchSize, RecordFormat.SINGLE_OBJECT, report);
    }
}
