package io.beitstream.jobs.pipeline.outcome;

import io.beitstream.model.Precision;

/**
 * The visual tokens of an image, as the tokenizer that computed them describes them.
 *
 * @param values row-major, {@code gridHeight * gridWidth} of them, each in {@code 0 .. codebookSize
 *     - 1}
 * @param modelId of the weights that computed them
 * @param preprocessingId of the pixels they were computed from
 * @param precision that they were computed in; never auto
 */
public record Codes(
        int[] values,
        int gridHeight,
        int gridWidth,
        int codebookSize,
        String modelId,
        String preprocessingId,
        Precision precision) {}
