package io.beitstream.jobs.sink;

import java.io.Serializable;

/** How many files one writer of a sink has open. Used by the writer's thread only. */
final class OpenFiles implements Serializable {
    private static final long serialVersionUID = 1L;

    private transient int count;

    /** The place of an open file. */
    @FunctionalInterface
    interface Place {
        /** The file is closed; called once. */
        void giveBack();
    }

    Place one() {
        count++;
        return () -> count--;
    }

    int count() {
        return count;
    }
}
