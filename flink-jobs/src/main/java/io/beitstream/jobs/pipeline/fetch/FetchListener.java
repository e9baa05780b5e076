package io.beitstream.jobs.pipeline.fetch;

/** Hears of stores that are down, and of what is tried again. Calls must be short. */
public interface FetchListener {
    /** A store is taken to be down: its images wait. */
    default void breakerOpened(String store) {}

    /** A store answers again. */
    default void breakerClosed(String store) {}

    /** An image of the store is tried once more. */
    default void retried(String store) {}
}
