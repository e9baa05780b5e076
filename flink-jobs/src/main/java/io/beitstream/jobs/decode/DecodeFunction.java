package io.beitstream.jobs.decode;

import io.beitstream.jobs.metrics.StageMetrics;
import io.beitstream.jobs.outcome.Outcome;
import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.Outcome.Success;
import io.beitstream.jobs.outcome.Squares;
import io.beitstream.jobs.outcome.StageException;
import io.beitstream.jobs.thread.DaemonThreads;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/** Decodes and resizes on its own threads, so that the task's thread stays free for checkpoints. */
public final class DecodeFunction extends RichAsyncFunction<Outcome<byte[]>, Outcome<Squares>> {
    private static final long serialVersionUID = 1L;

    private final DecodeOptions options;
    private transient ExecutorService threads;
    private transient StageMetrics metrics;

    @SuppressWarnings("NullAway.Init") // open() fills what is transient
    public DecodeFunction(DecodeOptions options) {
        this.options = options;
    }

    @Override
    public void open(OpenContext context) {
        threads =
                Executors.newFixedThreadPool(
                        options.threads(), new DaemonThreads("beitstream-decode"));
        metrics = StageMetrics.register(getRuntimeContext().getMetricGroup(), Stage.DECODE);
    }

    @Override
    public void asyncInvoke(Outcome<byte[]> input, ResultFuture<Outcome<Squares>> result) {
        if (input instanceof Failure<byte[]> failure) {
            result.complete(List.of(failure.retyped()));
        } else if (input instanceof Success<byte[]> image) {
            long started = metrics.entered();
            threads.execute(() -> decode(image, started, result));
        }
    }

    private void decode(
            Success<byte[]> image, long started, ResultFuture<Outcome<Squares>> result) {
        Outcome<Squares> outcome;
        try {
            outcome = image.with(squares(options.decoder().decode(image.value())));
        } catch (ImageException e) {
            outcome =
                    failure(
                            image,
                            new StageException(errorClass(e), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            outcome = failure(image, new StageException("decode-failed", e.toString()));
        } catch (OutOfMemoryError e) {
            // The image is too large for this heap: a restarted job would only meet it again.
            outcome = failure(image, new StageException("decode-out-of-memory", e.toString()));
        } catch (Throwable e) {
            // A worker that dies silently would leave the image in flight for ever.
            result.completeExceptionally(e);
            return;
        }
        metrics.left(started, outcome);
        result.complete(List.of(outcome));
    }

    private Squares squares(RgbImage image) {
        Preprocessing first = options.forTokenizer();
        Preprocessing second = options.forEncoder();
        @Nullable RgbImage forTokenizer = first == null ? null : first.apply(image);
        if (second == null || second.equals(first)) {
            return new Squares(forTokenizer, second == null ? null : forTokenizer);
        }
        return new Squares(forTokenizer, second.apply(image));
    }

    private static Outcome<Squares> failure(Success<byte[]> image, StageException cause) {
        return Outcome.failure(image.context(), Stage.DECODE, cause);
    }

    private static String errorClass(ImageException e) {
        return "image-" + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void timeout(Outcome<byte[]> input, ResultFuture<Outcome<Squares>> result) {
        metrics.failed();
        StageException timeout =
                new StageException("decode-timeout", "not decoded within the stage's time");
        result.complete(List.of(Outcome.failure(input.context(), Stage.DECODE, timeout)));
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }
}
