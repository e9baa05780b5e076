package io.beitstream.infra.cli;

import java.util.Optional;

/** Says how a run comes on, until it is closed. */
interface RunProgress extends AutoCloseable {
    /** Says nothing. */
    RunProgress NONE = () -> {};

    /** What is to be said of a run that came to its end. */
    default Optional<String> finished() {
        return Optional.empty();
    }

    @Override
    void close();
}
