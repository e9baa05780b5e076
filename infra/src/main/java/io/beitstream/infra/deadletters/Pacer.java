package io.beitstream.infra.deadletters;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Keeps what is done below a rate, by waiting before more is done. */
public final class Pacer {
    private final double perSecond;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private boolean started;
    private long freeAt;

    /** Waits. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /**
     * @param perSecond infinite for no limit
     */
    public Pacer(double perSecond, LongSupplier nanoTime, Sleeper sleeper) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    /** A pacer of real time. */
    public static Pacer perSecond(double rate) {
        return new Pacer(rate, System::nanoTime, time -> Thread.sleep(time.toMillis()));
    }

    /** How many may be done at once, of a number that is good for other reasons. */
    int chunk(int most) {
        return (int) Math.max(1, Math.min(most, perSecond));
    }

    /** Waits until this many more may be done. */
    void pace(int count) throws InterruptedException {
        long now = nanoTime.getAsLong();
        long wait = started ? freeAt - now : 0;
        if (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait));
        }
        freeAt = now + Math.max(0, wait) + Math.round(count * 1e9 / perSecond);
        started = true;
    }
}
