package io.beitstream.jobs.rollout;

import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutState;
import java.io.Serializable;
import java.util.function.Consumer;

/** Where changes are asked for, and where jobs say how they stand: a topic, outside of tests. */
public interface RolloutLog extends Serializable {
    /**
     * Begins to listen.
     *
     * @param wanted told each change, the newest of a network last, also those of long ago; on one
     *     thread
     */
    Connection connect(Consumer<ModelRollout> wanted);

    /** A place to listen and to tell. */
    interface Connection extends AutoCloseable {
        /** Tells how a network stands; does not wait. */
        void publish(RolloutState state);

        @Override
        void close();
    }
}
