package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The limit of how long decoding an image may go on: asked many times while it does, from the
 * decoding thread.
 *
 * @param clock a time in nanoseconds that never goes back, such as {@link System#nanoTime}
 * @param deadline on that clock; after it, decoding ends with {@link Reason#TIMED_OUT}
 * @param cancelled whether the caller has given up; then decoding ends with {@link
 *     Reason#CANCELLED}
 */
public record DecodeLimit(LongSupplier clock, long deadline, BooleanSupplier cancelled) {
    /** From now on, for at most this long. */
    public static DecodeLimit within(Duration time) {
        return new DecodeLimit(System::nanoTime, System.nanoTime() + time.toNanos(), () -> false);
    }

    /** The same, which ends also when the caller gives up. */
    public DecodeLimit unless(BooleanSupplier givenUp) {
        return new DecodeLimit(
                clock, deadline, () -> cancelled.getAsBoolean() || givenUp.getAsBoolean());
    }

    /**
     * Does nothing while decoding may go on.
     *
     * @throws ImageException if it may not
     */
    void check() throws ImageException {
        if (cancelled.getAsBoolean()) {
            throw new ImageException(Reason.CANCELLED, "decoding was given up by its caller");
        }
        if (clock.getAsLong() - deadline > 0) {
            throw new ImageException(
                    Reason.TIMED_OUT, "decoding the image takes longer than it may");
        }
    }
}
