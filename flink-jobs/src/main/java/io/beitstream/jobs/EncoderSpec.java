package io.beitstream.jobs;

import io.beitstream.model.FeatureSelection;
import io.beitstream.model.image.Preprocessing;
import java.io.Serializable;

/**
 * The encoder of a job, known before any worker loads it.
 *
 * @param directory readable by every worker
 * @param gridSide patches along one side of the image
 */
public record EncoderSpec(
        String directory,
        String modelId,
        FeatureSelection selection,
        int gridSide,
        Preprocessing preprocessing)
        implements Serializable {}
