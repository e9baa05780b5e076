package io.beitstream.jobs.pipeline.outcome;

import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.Precision;

/**
 * The embedding of an image, as the encoder that computed it describes it.
 *
 * @param embedding finite values only
 * @param gridSide patches along one side of the image
 * @param modelId of the weights that computed it
 * @param preprocessingId of the pixels it was computed from
 * @param precision that it was computed in; never auto
 */
public record Vectors(
        Embedding embedding,
        FeatureSelection selection,
        int gridSide,
        String modelId,
        String preprocessingId,
        Precision precision) {}
