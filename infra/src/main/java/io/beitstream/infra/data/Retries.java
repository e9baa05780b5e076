package io.beitstream.infra.data;

import java.io.IOException;
import java.util.Objects;

/** What is done after failures of one file: wait, ever longer, and in the end give it up. */
final class Retries {
    private final FetchOptions options;
    private final String place;
    private int failures;

    Retries(FetchOptions options, String place) {
        this.options = options;
        this.place = place;
    }

    /** An attempt that may fail. */
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws IOException, InterruptedException;
    }

    /** Makes attempts until one succeeds. */
    <T> T until(Attempt<T> attempt) throws IOException, InterruptedException {
        while (true) {
            try {
                return attempt.make();
            } catch (IOException e) {
                after(e, false);
            }
        }
    }

    /**
     * Waits after a failure.
     *
     * @param moved whether the attempt brought what none before had
     * @throws IOException if there have been too many, or another attempt would not help
     */
    void after(IOException failure, boolean moved) throws IOException, InterruptedException {
        if (failure instanceof RefusedException) {
            throw failure;
        }
        failures = moved ? 1 : failures + 1;
        if (failures >= options.attempts()) {
            throw new IOException(
                    "%s could not be fetched in %d attempts (%s): the same command goes on"
                            .formatted(place, failures, inWords(failure)),
                    failure);
        }
        options.sleeper().sleep(options.waitAfter(failures));
    }

    /** The cause of a connection that fails has no message in the JDK. */
    private static String inWords(IOException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
    }
}
