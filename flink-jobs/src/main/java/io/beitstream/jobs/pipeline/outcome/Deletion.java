package io.beitstream.jobs.pipeline.outcome;

import io.beitstream.jobs.pipeline.ticket.Ticket;

/** A tombstone of the source: the image of its key is to be deleted from the outputs too. */
public record Deletion(ImageContext context, Ticket ticket) implements Outcome {}
