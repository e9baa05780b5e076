package io.beitstream.jobs;

import io.beitstream.model.image.Preprocessing;
import java.io.Serializable;

/**
 * The tokenizer of a job, known before any worker loads it.
 *
 * @param directory readable by every worker
 */
public record TokenizerSpec(
        String directory,
        String modelId,
        int gridHeight,
        int gridWidth,
        int codebookSize,
        Preprocessing preprocessing)
        implements Serializable {}
