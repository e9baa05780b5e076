package io.beitstream.jobs.outcome;

import io.beitstream.schemas.Stage;

/**
 * What a stage hands on: a value so far, or a failure. Failures travel as values because
 * asynchronous operators have no side outputs; later stages pass them through untouched. Immutable.
 */
public sealed interface Outcome<T> {
    ImageContext context();

    /** The image has come this far. */
    record Success<T>(ImageContext context, T value) implements Outcome<T> {
        /** The same image, one stage further. */
        public <U> Success<U> with(U next) {
            return new Success<>(context, next);
        }
    }

    /**
     * The image will become a dead letter.
     *
     * @param errorClass kind of error, for grouping, such as {@code image-truncated}
     * @param attempts how often the failing step was tried
     */
    record Failure<T>(
            ImageContext context, Stage stage, String errorClass, String message, int attempts)
            implements Outcome<T> {
        /** The same failure where another value was hoped for. */
        @SuppressWarnings("unchecked") // a failure holds no T
        public <U> Failure<U> retyped() {
            return (Failure<U>) this;
        }
    }

    /** A failure of a stage by its exception. */
    static <T> Failure<T> failure(ImageContext context, Stage stage, StageException cause) {
        return new Failure<>(
                context,
                stage,
                cause.errorClass(),
                String.valueOf(cause.getMessage()),
                cause.attempts());
    }
}
