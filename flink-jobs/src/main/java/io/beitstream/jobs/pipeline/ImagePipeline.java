package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.event.ImageReference;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * All stages of an image's way, composed: a source record in, its outcome out. For whoever needs
 * features of an image outside a job's graph; the caller closes each outcome's ticket.
 */
public final class ImagePipeline implements ImageStage<SourceRecord> {
    private final PrepareStage prepare;
    private final List<ImageStage<Outcome>> rest;

    /** Composes stages, which are closed with the pipeline. */
    public ImagePipeline(PrepareStage prepare, List<ImageStage<Outcome>> rest) {
        this.prepare = prepare;
        this.rest = List.copyOf(rest);
    }

    @Override
    public CompletableFuture<Outcome> process(SourceRecord record) {
        return through(prepare.process(record));
    }

    /** Issues the ticket of an image that {@link #process(ImageReference, Ticket)} is to take. */
    public Ticket issue() {
        return prepare.issue();
    }

    /**
     * Takes an image that no record has to be read for.
     *
     * @param ticket of {@link #issue}; giving it up ends the image with a failure
     */
    public CompletableFuture<Outcome> process(ImageReference image, Ticket ticket) {
        return through(prepare.prepare(image, ticket));
    }

    private CompletableFuture<Outcome> through(CompletableFuture<Outcome> prepared) {
        CompletableFuture<Outcome> outcome = prepared;
        for (ImageStage<Outcome> stage : rest) {
            outcome = outcome.thenCompose(stage::process);
        }
        return outcome;
    }

    @Override
    public boolean hasRoom() {
        return prepare.hasRoom();
    }

    @Override
    public void whenRoom(Runnable task) {
        prepare.whenRoom(task);
    }

    @Override
    public void close() {
        prepare.close();
        rest.forEach(ImageStage::close);
    }
}
