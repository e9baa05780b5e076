package io.beitstream.jobs.pipeline.outcome;

import io.beitstream.jobs.pipeline.ticket.Ticket;

/**
 * What has become of a source record so far: an image on its way, a failure, or a deletion.
 * Failures and deletions travel as values, and later stages pass them through untouched. Immutable,
 * but for the ticket.
 */
public sealed interface Outcome permits ImageInFlight, Failure, Deletion {
    ImageContext context();

    /** Closed by whoever hands the outcome on for good. */
    Ticket ticket();
}
