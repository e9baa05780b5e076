package io.beitstream.jobs.pipeline.fetch;

/** What an attempt's failure says, and of whom. */
enum Blame {
    /** The store was not asked. */
    REFUSED,
    /** The store answered; it would do so again. */
    IMAGE,
    /** May be better the next time; of an image or of its store. */
    PASSING,
    /** May be better the next time; typical of a store that is down. */
    STORE,
    /** The name has no address: a store's outage if it ever answered, else a wrong name. */
    UNRESOLVED;

    boolean isFinal() {
        return this == REFUSED || this == IMAGE;
    }
}
