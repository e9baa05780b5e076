package io.beitstream.jobs.operator;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long an operator waits for a slow image. The image goes on, and comes out when it is ready;
 * but newcomers have its place, and barriers pass it: its source record is kept in the checkpoint,
 * and is read again if the job goes on from there.
 *
 * @param newcomers an image that takes longer is set aside: it gives up its place
 * @param barriers a barrier that has waited longer passes what waits for nothing but time
 * @param recordBytes of one source record at most: images that came within it are waited for
 * @param totalBytes of all source records that a subtask lets a barrier pass
 */
public record Patience(Duration newcomers, Duration barriers, int recordBytes, int totalBytes)
        implements Serializable {
    /** For records that name images; a checkpoint stays small whatever the images. */
    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(100), 8 << 10, 32 << 10);

    public Patience {
        if (newcomers.isNegative() || barriers.isNegative()) {
            throw new IllegalArgumentException("an operator's patience cannot be negative");
        }
        if (recordBytes < 0 || totalBytes < recordBytes) {
            throw new IllegalArgumentException(
                    "what is set aside needs room for one of its records at least");
        }
    }

    /**
     * Of all source records that are set aside: half, so that a barrier can also pass those that
     * hold a place, and checkpoints go on while a store is down.
     */
    int asideBytes() {
        return totalBytes / 2;
    }
}
