package io.beitstream.jobs.outcome;

import org.jspecify.annotations.Nullable;

/**
 * An image that has been through all stages.
 *
 * @param codes row-major; null if the job has no tokenizer
 * @param embedding null if the job has no encoder
 * @param patches patch embeddings, one after the other; null unless selected
 */
public record Features(
        int @Nullable [] codes, float @Nullable [] embedding, float @Nullable [] patches) {}
