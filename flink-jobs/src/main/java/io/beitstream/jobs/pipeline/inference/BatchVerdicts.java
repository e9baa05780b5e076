package io.beitstream.jobs.pipeline.inference;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the inputs of one batch; told to their callers afterwards, when the device is free
 * for the next one.
 */
final class BatchVerdicts<I, O> implements Bisection.Verdict<BatchRequest<I, O>, O> {
    private record Verdict<I, O>(
            BatchRequest<I, O> request,
            MicroBatcher.@Nullable Completed<O> done,
            @Nullable Throwable cause) {}

    private final int batchSize;
    private final long startedNanos;
    private final List<Verdict<I, O>> verdicts;
    private int largestThatFits = Integer.MAX_VALUE;
    private @Nullable EngineFailureException engineFailure;

    BatchVerdicts(int batchSize, long startedNanos) {
        this.batchSize = batchSize;
        this.startedNanos = startedNanos;
        this.verdicts = new ArrayList<>(batchSize);
    }

    @Override
    public void succeeded(BatchRequest<I, O> request, O output) {
        long queued = startedNanos - request.sinceNanos();
        long ran = System.nanoTime() - startedNanos;
        verdicts.add(
                new Verdict<>(
                        request,
                        new MicroBatcher.Completed<>(output, batchSize, queued, ran),
                        null));
    }

    @Override
    public void failed(BatchRequest<I, O> request, Throwable cause) {
        if (cause instanceof EngineFailureException failure) {
            engineFailure = failure;
        }
        verdicts.add(new Verdict<>(request, null, cause));
    }

    @Override
    public void tooLarge(int size) {
        largestThatFits = Math.min(largestThatFits, Math.max(1, size / 2));
    }

    int largestThatFits() {
        return largestThatFits;
    }

    /** Why the engine is broken; null if it is not. */
    @Nullable EngineFailureException engineFailure() {
        return engineFailure;
    }

    /** Completes the requests; one that was cancelled meanwhile stays cancelled. */
    void announce() {
        for (Verdict<I, O> verdict : verdicts) {
            if (verdict.done() != null) {
                verdict.request().future().complete(verdict.done());
            } else if (verdict.cause() != null) {
                verdict.request().fail(verdict.cause());
            }
        }
    }
}
