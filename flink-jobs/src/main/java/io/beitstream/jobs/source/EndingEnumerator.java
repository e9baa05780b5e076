package io.beitstream.jobs.source;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.function.FunctionWithException;

/**
 * A restored enumerator of a bounded source that tells its readers when there are no more splits.
 *
 * <p>Kafka's looks for partitions once. If it finds none that are new, as after most restarts, it
 * says nothing (flink-connector-kafka 5.0.0), and a job that has read everything waits for ever.
 */
final class EndingEnumerator<S extends SourceSplit, C> implements SplitEnumerator<S, C> {
    private final SplitEnumerator<S, C> enumerator;
    private final WatchedContext<S> context;

    private EndingEnumerator(SplitEnumerator<S, C> enumerator, WatchedContext<S> context) {
        this.enumerator = enumerator;
        this.context = context;
    }

    static <S extends SourceSplit, C> EndingEnumerator<S, C> of(
            SplitEnumeratorContext<S> context,
            FunctionWithException<
                            SplitEnumeratorContext<S>, SplitEnumerator<S, C>, ? extends Exception>
                    restore)
            throws Exception {
        WatchedContext<S> watched = new WatchedContext<>(context);
        return new EndingEnumerator<>(restore.apply(watched), watched);
    }

    @Override
    public void start() {
        enumerator.start();
    }

    @Override
    public void addReader(int subtask) {
        enumerator.addReader(subtask); // gives it what is pending
        if (context.hasFoundNothing()) {
            context.signalNoMoreSplits(subtask);
        }
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        enumerator.handleSplitRequest(subtask, host);
    }

    @Override
    public void addSplitsBack(List<S> splits, int subtask) {
        enumerator.addSplitsBack(splits, subtask);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        enumerator.handleSourceEvent(subtask, event);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        enumerator.notifyCheckpointComplete(checkpoint);
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) throws Exception {
        enumerator.notifyCheckpointAborted(checkpoint);
    }

    @Override
    public C snapshotState(long checkpoint) throws Exception {
        return enumerator.snapshotState(checkpoint);
    }

    @Override
    public void close() throws IOException {
        enumerator.close();
    }
}
