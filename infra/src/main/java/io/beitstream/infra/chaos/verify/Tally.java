package io.beitstream.infra.chaos.verify;

import java.util.function.LongSupplier;

/**
 * How often each image came out of each topic, and when it went in and was out: eleven bytes an
 * image. Thread-safe.
 */
public final class Tally {
    /** The output topics. */
    public enum Output {
        TOKENS,
        EMBEDDINGS,
        DEAD_LETTERS
    }

    private final LongSupplier clockMillis;
    private final long startMillis;
    private final byte[][] counts;
    private final int[] publishedAt;
    private final int[] doneAt;
    private int done;
    private long records;
    private long strangers;
    private int newestDone = -1;

    /**
     * @param clockMillis in milliseconds, from any origin
     */
    public Tally(int images, LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        this.startMillis = clockMillis.getAsLong();
        this.counts = new byte[Output.values().length][images];
        this.publishedAt = new int[images];
        this.doneAt = new int[images];
        java.util.Arrays.fill(publishedAt, -1);
        java.util.Arrays.fill(doneAt, -1);
    }

    /** Milliseconds since the beginning. */
    public int now() {
        return (int) (clockMillis.getAsLong() - startMillis);
    }

    public synchronized void published(int index) {
        publishedAt[index] = now();
    }

    /** A committed record with this image's key; -1 for a key that is no image's. */
    public synchronized void committed(Output output, int index) {
        records++;
        if (index < 0 || index >= doneAt.length) {
            strangers++;
            return;
        }
        byte[] count = counts[output.ordinal()];
        count[index] = (byte) Math.min(Byte.MAX_VALUE, count[index] + 1);
        if (doneAt[index] < 0 && isComplete(index)) {
            doneAt[index] = now();
            done++;
            newestDone = Math.max(newestDone, publishedAt[index]);
        }
    }

    private boolean isComplete(int index) {
        return count(Output.DEAD_LETTERS, index) > 0
                || (count(Output.TOKENS, index) > 0 && count(Output.EMBEDDINGS, index) > 0);
    }

    public synchronized int count(Output output, int index) {
        return counts[output.ordinal()][index];
    }

    public int images() {
        return doneAt.length;
    }

    /** Images that are out, as features or as a dead letter. */
    public synchronized int done() {
        return done;
    }

    /** Records that were read. */
    public synchronized long records() {
        return records;
    }

    /** Records whose keys are no image's. */
    public synchronized long strangers() {
        return strangers;
    }

    /** Whether an image that went in at or after {@code millis} is out. */
    public synchronized boolean isOutSince(int millis) {
        return newestDone >= millis;
    }

    /** From going in to being out, in milliseconds; -1 if it is not out. */
    public synchronized int latencyMillis(int index) {
        return doneAt[index] < 0 ? -1 : doneAt[index] - publishedAt[index];
    }

    /** When the first of the images that went in at or after {@code millis} was out; -1 if none. */
    public synchronized int firstOutSince(int millis) {
        int first = -1;
        for (int index = 0; index < doneAt.length; index++) {
            if (publishedAt[index] >= millis
                    && doneAt[index] >= 0
                    && (first < 0 || doneAt[index] < first)) {
                first = doneAt[index];
            }
        }
        return first;
    }
}
