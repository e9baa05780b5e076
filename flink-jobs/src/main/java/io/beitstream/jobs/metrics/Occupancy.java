package io.beitstream.jobs.metrics;

import java.util.function.LongSupplier;

/**
 * How full a place is, as a share of what it holds: the mean over the last 5 to 10 seconds.
 * Thread-safe.
 */
public final class Occupancy {
    private static final long MARKS_APART = 5_000_000_000L;

    private final double capacity;
    private final LongSupplier nanoTime;
    private int inside;
    private long now;
    private double area; // of (images inside) over (nanoseconds)
    private long mark;
    private double areaAtMark;
    private long previousMark;
    private double areaAtPreviousMark;

    /**
     * @param capacity what it holds
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public Occupancy(int capacity, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanoTime = nanoTime;
        now = nanoTime.getAsLong();
        mark = now;
        previousMark = now;
    }

    /** From now on so many more are inside, or fewer. */
    public synchronized void change(int more) {
        advance();
        inside += more;
    }

    /** From now on so many are inside. */
    public synchronized void set(int count) {
        if (count != inside) {
            advance();
            inside = count;
        }
    }

    /** The mean share. */
    public synchronized double share() {
        advance();
        double mean =
                now == previousMark ? inside : (area - areaAtPreviousMark) / (now - previousMark);
        return mean / capacity;
    }

    private void advance() {
        long then = now;
        now = Math.max(then, nanoTime.getAsLong());
        area += (double) inside * (now - then);
        if (now - mark >= MARKS_APART) {
            previousMark = mark;
            areaAtPreviousMark = areaAtMark;
            mark = now;
            areaAtMark = area;
        }
    }
}
