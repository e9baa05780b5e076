package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * All stages of an image's way, composed: a source record in, its outcome out. For whoever needs
 * features of an image outside a job's graph; the caller closes each outcome's ticket.
 */
public final class ImagePipeline implements ImageStage<SourceRecord> {
    private final ImageStage<SourceRecord> first;
    private final List<ImageStage<Outcome>> rest;

    /** Composes stages, which are closed with the pipeline. */
    public ImagePipeline(ImageStage<SourceRecord> first, List<ImageStage<Outcome>> rest) {
        this.first = first;
        this.rest = List.copyOf(rest);
    }

    @Override
    public CompletableFuture<Outcome> process(SourceRecord record) {
        CompletableFuture<Outcome> outcome = first.process(record);
        for (ImageStage<Outcome> stage : rest) {
            outcome = outcome.thenCompose(stage::process);
        }
        return outcome;
    }

    @Override
    public boolean hasRoom() {
        return first.hasRoom();
    }

    @Override
    public void whenRoom(Runnable task) {
        first.whenRoom(task);
    }

    @Override
    public void close() {
        first.close();
        rest.forEach(ImageStage::close);
    }
}
