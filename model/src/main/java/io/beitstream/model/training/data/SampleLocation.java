package io.beitstream.model.training.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where one encoded image lies.
 *
 * @param offset of its first byte in the file
 * @param id names it in reports: the file, or the file and the entry in it
 * @param label its class, if it has one
 */
public record SampleLocation(
        Path file, long offset, int length, String id, @Nullable String label) {}
