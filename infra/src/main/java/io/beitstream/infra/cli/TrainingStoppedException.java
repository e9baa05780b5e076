package io.beitstream.infra.cli;

import java.nio.file.Path;

/** A run did not come to its end. */
final class TrainingStoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    TrainingStoppedException(Path run, int lastRound, Throwable cause) {
        super(
                "training stopped: %s (%s)"
                        .formatted(
                                firstLine(root(cause)),
                                lastRound < 0
                                        ? "no round has been published"
                                        : "the last good round is %s/rounds/%06d; the same command goes on from there"
                                                .formatted(run, lastRound)),
                cause);
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(e.toString());
    }
}
