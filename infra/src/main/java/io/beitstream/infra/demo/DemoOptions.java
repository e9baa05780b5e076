package io.beitstream.infra.demo;

import io.beitstream.model.InferenceOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The pictures, networks and page of a demo.
 *
 * @param images a folder; null for the pictures that the project paints
 * @param tokenizer a model directory; null for the small one that ships with the project
 * @param encoder a model directory; null for the small one that ships with the project
 * @param report where the page is written
 */
public record DemoOptions(
        @Nullable Path images,
        @Nullable Path tokenizer,
        @Nullable Path encoder,
        InferenceOptions inference,
        int batchSize,
        Path report) {}
