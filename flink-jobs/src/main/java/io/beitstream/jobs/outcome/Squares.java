package io.beitstream.jobs.outcome;

import io.beitstream.model.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * An image prepared for the networks. Where both take the same square, it is the same object.
 *
 * @param forTokenizer null if the job has no tokenizer, or its work is done
 * @param forEncoder null if the job has no encoder
 */
public record Squares(@Nullable RgbImage forTokenizer, @Nullable RgbImage forEncoder) {}
