package io.beitstream.jobs.fetch;

import io.beitstream.jobs.metrics.StageMetrics;
import io.beitstream.jobs.outcome.ImageContext;
import io.beitstream.jobs.outcome.Outcome;
import io.beitstream.jobs.outcome.Outcome.Success;
import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.jobs.outcome.StageException;
import io.beitstream.jobs.source.EventReader;
import io.beitstream.jobs.source.ImageReference;
import io.beitstream.jobs.source.InputFormat;
import io.beitstream.schemas.Stage;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Reads the event and gets the image's bytes: inline ones at once, others over the network or from
 * a file system.
 */
public final class FetchFunction extends RichAsyncFunction<SourceRecord, Outcome<byte[]>> {
    private static final long serialVersionUID = 1L;

    private final InputFormat format;
    private final FetchOptions options;
    private transient EventReader events;
    private transient ImageFetcher fetcher;
    private transient StageMetrics metrics;

    @SuppressWarnings("NullAway.Init") // open() fills what is transient
    public FetchFunction(InputFormat format, FetchOptions options) {
        this.format = format;
        this.options = options;
    }

    @Override
    public void open(OpenContext context) {
        events = new EventReader(format);
        fetcher = new SchemeImageFetcher(options);
        metrics = StageMetrics.register(getRuntimeContext().getMetricGroup(), Stage.FETCH);
    }

    @Override
    public void asyncInvoke(SourceRecord record, ResultFuture<Outcome<byte[]>> result) {
        long started = metrics.entered();
        ImageReference reference;
        try {
            reference = events.read(record);
        } catch (StageException e) {
            complete(
                    result, started, Outcome.failure(ImageContext.unread(record), Stage.SOURCE, e));
            return;
        }
        ImageContext context = reference.context();
        var unused =
                fetch(reference)
                        .whenComplete(
                                (bytes, error) -> {
                                    if (error == null) {
                                        complete(result, started, new Success<>(context, bytes));
                                    } else if (unwrap(error) instanceof Exception e) {
                                        complete(result, started, failure(context, e));
                                    } else {
                                        result.completeExceptionally(error);
                                    }
                                });
    }

    private CompletableFuture<byte[]> fetch(ImageReference reference) {
        byte[] inline = reference.inline();
        String uri = reference.uri();
        if (inline != null || uri == null) {
            return CompletableFuture.completedFuture(inline);
        }
        try {
            return fetcher.fetch(new URI(uri));
        } catch (URISyntaxException e) {
            return CompletableFuture.failedFuture(
                    new StageException("malformed-uri", String.valueOf(e.getMessage())));
        }
    }

    private void complete(
            ResultFuture<Outcome<byte[]>> result, long started, Outcome<byte[]> outcome) {
        metrics.left(started, outcome);
        result.complete(List.of(outcome));
    }

    @Override
    public void timeout(SourceRecord record, ResultFuture<Outcome<byte[]>> result) {
        ImageContext context;
        try {
            context = events.read(record).context();
        } catch (StageException e) {
            context = ImageContext.unread(record);
        }
        StageException timeout =
                new StageException(
                        "fetch-timeout",
                        "not fetched within the stage's time",
                        options.maxAttempts());
        Outcome<byte[]> outcome = Outcome.failure(context, Stage.FETCH, timeout);
        metrics.failed();
        result.complete(List.of(outcome));
    }

    @Override
    public void close() {
        if (fetcher != null) {
            fetcher.close();
        }
    }

    private static Outcome<byte[]> failure(ImageContext context, Exception error) {
        StageException cause =
                error instanceof StageException known
                        ? known
                        : new StageException("fetch-failed", error.toString());
        return Outcome.failure(context, Stage.FETCH, cause);
    }

    private static Throwable unwrap(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }
}
