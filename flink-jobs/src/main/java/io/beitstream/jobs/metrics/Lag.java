package io.beitstream.jobs.metrics;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How late images come out, in seconds. Grows while images are in flight and none comes out.
 * Written by one thread, read by any.
 */
final class Lag {
    private static final double MILLIS = 1000;

    /** When an image came out and how old it was, in milliseconds; null if that is not known. */
    private record Last(long at, @Nullable Long ofRecord, @Nullable Long ofEvent) {}

    private final IntSupplier inFlight;
    private final LongSupplier clock;
    private volatile Last last;

    /**
     * @param inFlight images that are in flight
     * @param clock in milliseconds since the epoch
     */
    Lag(IntSupplier inFlight, LongSupplier clock) {
        this.inFlight = inFlight;
        this.clock = clock;
        this.last = new Last(clock.getAsLong(), null, null);
    }

    /**
     * An image comes out.
     *
     * @param recordTime of its Kafka record; null if it has none
     * @param eventTime of its event; null if it does not say
     */
    void out(@Nullable Long recordTime, @Nullable Long eventTime) {
        long now = clock.getAsLong();
        last =
                new Last(
                        now,
                        recordTime == null ? null : Long.valueOf(now - recordTime),
                        eventTime == null ? null : Long.valueOf(now - eventTime));
    }

    double ofRecord() {
        Last image = last;
        return seconds(image, image.ofRecord());
    }

    double ofEvent() {
        Last image = last;
        return seconds(image, image.ofEvent());
    }

    private double seconds(Last image, @Nullable Long lag) {
        if (lag == null) {
            return Double.NaN;
        }
        long silence = inFlight.getAsInt() == 0 ? 0 : clock.getAsLong() - image.at();
        return (lag + silence) / MILLIS;
    }
}
