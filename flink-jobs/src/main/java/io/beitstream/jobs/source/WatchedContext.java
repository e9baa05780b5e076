package io.beitstream.jobs.source;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/**
 * An enumerator's context that sees whether the enumerator's search for splits came to nothing: it
 * was handled, and nothing further was asked for. The readers that are there are told so. Used by
 * the coordinator's thread only.
 */
final class WatchedContext<S extends SourceSplit> implements SplitEnumeratorContext<S> {
    private final SplitEnumeratorContext<S> context;
    private int asked;
    private boolean foundNothing;

    WatchedContext(SplitEnumeratorContext<S> context) {
        this.context = context;
    }

    boolean hasFoundNothing() {
        return foundNothing;
    }

    @Override
    public <T> void callAsync(Callable<T> search, BiConsumer<T, Throwable> handler) {
        asked++;
        boolean isFirst = asked == 1;
        context.callAsync(
                search,
                (found, error) -> {
                    handler.accept(found, error);
                    if (error == null && isFirst && asked == 1) {
                        foundNothing = true;
                        registeredReaders().keySet().forEach(this::signalNoMoreSplits);
                    }
                });
    }

    @Override
    public <T> void callAsync(
            Callable<T> search, BiConsumer<T, Throwable> handler, long delay, long period) {
        context.callAsync(search, handler, delay, period);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return context.metricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        context.sendEventToSourceReader(subtask, event);
    }

    @Override
    public void sendEventToSourceReader(int subtask, int attempt, SourceEvent event) {
        context.sendEventToSourceReader(subtask, attempt, event);
    }

    @Override
    public int currentParallelism() {
        return context.currentParallelism();
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return context.registeredReaders();
    }

    @Override
    public Map<Integer, Map<Integer, ReaderInfo>> registeredReadersOfAttempts() {
        return context.registeredReadersOfAttempts();
    }

    @Override
    public void assignSplits(SplitsAssignment<S> assignment) {
        context.assignSplits(assignment);
    }

    @Override
    public void assignSplit(S split, int subtask) {
        context.assignSplit(split, subtask);
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        context.signalNoMoreSplits(subtask);
    }

    @Override
    public void runInCoordinatorThread(Runnable task) {
        context.runInCoordinatorThread(task);
    }

    @Override
    public void setIsProcessingBacklog(boolean backlog) {
        context.setIsProcessingBacklog(backlog);
    }
}
