package io.beitstream.jobs.sink;

import java.time.Duration;

/**
 * When the small files of checkpoints become a large one: when they have its size together, or
 * after so many checkpoints.
 *
 * @param bytes of a large file, about
 * @param checkpoints after which there is a file in any case
 */
public record FileSize(long bytes, int checkpoints) {
    public FileSize {
        if (bytes < 1 || checkpoints < 1) {
            throw new IllegalArgumentException("files need a size and a time above zero");
        }
    }

    /**
     * Files that appear after a time at the latest.
     *
     * @param interval between checkpoints
     */
    public static FileSize of(long bytes, Duration time, Duration interval) {
        long checkpoints = (time.toMillis() + interval.toMillis() - 1) / interval.toMillis();
        return new FileSize(bytes, Math.toIntExact(Math.max(1, checkpoints)));
    }
}
