package io.beitstream.jobs.pipeline.fetch;

/** What an attempt's failure says, and of whom. */
enum Blame {
    /** The store was not asked. */
    REFUSED,
    /** The store answered; it would do so again. */
    IMAGE,
    /** The store answered that it failed; at this image, or at any. May be better the next time. */
    INTERNAL,
    /** No whole answer came; of an image or of its store. May be better the next time. */
    PASSING,
    /** May be better the next time; typical of a store that is down. */
    STORE,
    /** The name has no address: a store's outage if it ever answered, else a wrong name. */
    UNRESOLVED;

    boolean isFinal() {
        return this == REFUSED || this == IMAGE;
    }

    /** Whether the store did not get so far as to look at the image. */
    boolean isOfTheStore() {
        return this == PASSING || this == STORE;
    }

    /** Whether it could be what an outage looks like. */
    boolean isTypicalOfAnOutage() {
        return this == STORE || this == UNRESOLVED;
    }
}
