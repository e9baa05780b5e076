package io.beitstream.jobs.pipeline.outcome;

import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.schemas.Stage;

/**
 * An image that cannot go on, and will become a dead letter.
 *
 * @param errorClass kind of error, for grouping, such as {@code image-truncated}
 * @param attempts how often the failing step was tried
 */
public record Failure(
        ImageContext context,
        Ticket ticket,
        Stage stage,
        String errorClass,
        String message,
        int attempts)
        implements Outcome {
    /** The failure of a stage by its exception. */
    public static Failure of(
            ImageContext context, Ticket ticket, Stage stage, StageException cause) {
        return new Failure(
                context,
                ticket,
                stage,
                cause.errorClass(),
                String.valueOf(cause.getMessage()),
                cause.attempts());
    }
}
