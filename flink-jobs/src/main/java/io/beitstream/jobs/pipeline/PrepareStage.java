package io.beitstream.jobs.pipeline;

import io.beitstream.jobs.pipeline.decode.ImageDecoding;
import io.beitstream.jobs.pipeline.event.EventReader;
import io.beitstream.jobs.pipeline.event.ImageReference;
import io.beitstream.jobs.pipeline.fetch.ImageFetcher;
import io.beitstream.jobs.pipeline.outcome.Deletion;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.jobs.pipeline.ticket.Tickets;
import io.beitstream.schemas.Stage;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The first stage: reads the event, gets the image's bytes, decodes them. Issues the image's
 * ticket; its clock runs here, and stops when the image is prepared: what comes after is up to
 * devices, and no fault of the image.
 */
public final class PrepareStage implements ImageStage<SourceRecord> {
    private final EventReader events;
    private final ImageFetcher fetcher;
    private final @Nullable ImageDecoding decoding;
    private final Tickets tickets;
    private final StageListener listener;
    private final StageGuard fetch;
    private final StageGuard decode;

    /**
     * @param fetcher closed with the stage
     * @param decoding closed with the stage; null if files are wanted as they are
     * @param tickets closed with the stage
     */
    public PrepareStage(
            EventReader events,
            ImageFetcher fetcher,
            @Nullable ImageDecoding decoding,
            Tickets tickets,
            StageListener listener) {
        this.events = events;
        this.fetcher = fetcher;
        this.decoding = decoding;
        this.tickets = tickets;
        this.listener = listener;
        this.fetch = new StageGuard(Stage.FETCH, listener, "fetch-failed");
        this.decode = new StageGuard(Stage.DECODE, listener, "decode-failed");
    }

    @Override
    public CompletableFuture<Outcome> process(SourceRecord record) {
        Ticket ticket = tickets.issue(record.size());
        if (record.value() == null && record.key() != null) {
            return CompletableFuture.completedFuture(
                    new Deletion(EventReader.deleted(record), ticket));
        }
        listener.entered(Stage.SOURCE);
        long started = System.nanoTime();
        CompletableFuture<Void> readable = events.whenReadable(record);
        if (readable.isDone() && !readable.isCompletedExceptionally()) {
            return read(record, ticket, started);
        }
        ticket.pause(); // what it waits for is not the image's fault
        return readable.thenCompose(
                now -> {
                    ticket.resume();
                    return read(record, ticket, started);
                });
    }

    private CompletableFuture<Outcome> read(SourceRecord record, Ticket ticket, long started) {
        ImageReference image;
        try {
            image = events.read(record);
        } catch (StageException e) {
            listener.left(Stage.SOURCE, System.nanoTime() - started, false);
            return CompletableFuture.completedFuture(
                    Failure.of(ImageContext.unread(record), ticket, Stage.SOURCE, e));
        }
        listener.left(Stage.SOURCE, System.nanoTime() - started, true);
        return prepare(image, ticket);
    }

    /** Issues the ticket of an image that is not in memory yet. */
    Ticket issue() {
        return tickets.issue(0);
    }

    /** Does with an image what {@link #process} does with that of a record. */
    CompletableFuture<Outcome> prepare(ImageReference image, Ticket ticket) {
        ImageContext context = image.context();
        CompletableFuture<ImageInFlight> prepared =
                fetch.run(ticket, () -> bytes(image, ticket))
                        .thenApply(bytes -> ImageInFlight.fetched(context, ticket, bytes));
        if (decoding != null) {
            prepared =
                    prepared.thenCompose(
                            fetched -> decode.run(ticket, () -> decoding.decode(fetched)));
        }
        return prepared.handle(
                (done, error) -> {
                    ticket.pause();
                    return StageGuard.outcome(context, ticket, done, error, value -> value);
                });
    }

    private CompletableFuture<byte[]> bytes(ImageReference image, Ticket ticket) {
        byte[] inline = image.inline();
        String uri = image.uri();
        if (inline != null) {
            ticket.take(inline.length);
            return CompletableFuture.completedFuture(inline);
        }
        try {
            return fetcher.fetch(new URI(String.valueOf(uri)), ticket);
        } catch (URISyntaxException e) {
            return CompletableFuture.failedFuture(
                    new StageException(
                            "malformed-uri", "the event's URI is none: " + e.getReason()));
        }
    }

    @Override
    public boolean hasRoom() {
        return !tickets.budget().isExhausted();
    }

    @Override
    public void whenRoom(Runnable task) {
        tickets.budget().whenRoom(task);
    }

    @Override
    public void close() {
        tickets.close();
        fetcher.close();
        if (decoding != null) {
            decoding.close();
        }
    }
}
