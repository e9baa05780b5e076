package io.beitstream.jobs.source;

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
final class EndingEnumerator<S extends SourceSplit, C> extends ForwardingEnumerator<S, C> {
    private final WatchedContext<S> context;

    private EndingEnumerator(SplitEnumerator<S, C> enumerator, WatchedContext<S> context) {
        super(enumerator);
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
    public void addReader(int subtask) {
        super.addReader(subtask); // gives it what is pending
        if (context.hasFoundNothing()) {
            context.signalNoMoreSplits(subtask);
        }
    }
}
