package io.beitstream.jobs.pipeline.event;

import io.beitstream.jobs.pipeline.outcome.ImageContext;
import org.jspecify.annotations.Nullable;

/** An image's bytes, or where they are: exactly one of {@code inline} and {@code uri} is set. */
public record ImageReference(
        ImageContext context, byte @Nullable [] inline, @Nullable String uri) {}
