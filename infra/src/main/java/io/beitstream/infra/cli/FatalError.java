package io.beitstream.infra.cli;

import java.util.Optional;

/** Errors of the JVM in words for the one who runs the command. */
final class FatalError {
    private FatalError() {}

    /** The error that a failure comes from, if it comes from one. */
    static Optional<Error> within(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause instanceof VirtualMachineError) {
                return Optional.of((Error) cause);
            }
        }
        return Optional.empty();
    }

    /** One line that says what is lacking and what to do about it. */
    static String explain(Error error) {
        if (error instanceof OutOfMemoryError) {
            return "the memory was not enough (%s): give the JVM more, as in BEITSTREAM_JAVA_OPTS=-Xmx8g, or ask for less at a time"
                    .formatted(oneLine(error));
        } else if (error instanceof StackOverflowError) {
            return "something is nested too deeply for the stack: BEITSTREAM_JAVA_OPTS=-Xss16m makes it larger";
        } else if (error instanceof LinkageError) {
            return "a library cannot be loaded (%s): build again with 'mvn package', for this platform (-Dlibtorch.classifier=...)"
                    .formatted(oneLine(error));
        }
        return "the JVM failed: " + oneLine(error);
    }

    private static String oneLine(Error error) {
        String name = error.getClass().getSimpleName();
        String message = error.getMessage();
        return message == null ? name : name + ": " + message.lines().findFirst().orElse("");
    }
}
