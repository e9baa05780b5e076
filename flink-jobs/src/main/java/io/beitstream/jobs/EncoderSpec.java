package io.beitstream.jobs;

import io.beitstream.model.image.Preprocessing;
import java.io.Serializable;

/**
 * The encoder of a job, known before any worker loads it.
 *
 * @param directory readable by every worker
 */
public record EncoderSpec(
        String directory, String modelId, String pooling, Preprocessing preprocessing)
        implements Serializable {}
