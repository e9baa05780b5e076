package io.beitstream.jobs.outcome;

import io.beitstream.model.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * An image after the tokenizer.
 *
 * @param codes row-major; null if the job has no tokenizer
 * @param forEncoder what the encoder still needs; null if the job has none
 */
public record Tokenized(int @Nullable [] codes, @Nullable RgbImage forEncoder) {}
