package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.connector.base.source.hybrid.HybridSourceEnumeratorState;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;

/**
 * All of one source, then another, in one job. The second begins when every subtask has read the
 * first to its end; a checkpoint tells in which of the two it was taken, and where.
 *
 * <p>Flink's hybrid source, with three changes for what would be lost or wasted at the seam: a
 * subtask that begins again takes the whole job back to its checkpoint ({@link SeamEnumerator}), a
 * checkpoint before the reader knows its source keeps what was restored ({@link SeamReader}), and a
 * subtask that waits for the others does not ask on and on ({@link QuietEnd}).
 */
public final class BackfillSource
        extends ForwardingSource<HybridSourceSplit, HybridSourceEnumeratorState> {
    private static final long serialVersionUID = 1L;

    private BackfillSource(HybridSource<SourceRecord> source) {
        super(source);
    }

    /** The one source, which must be bounded, and then the other. */
    public static <S extends SourceSplit, C> Source<SourceRecord, ?, ?> of(
            Source<SourceRecord, S, C> first, Source<SourceRecord, ?, ?> second) {
        return new BackfillSource(
                HybridSource.<SourceRecord, SplitEnumerator<S, C>>builder(new QuietEnd<>(first))
                        .addSource(second)
                        .build());
    }

    @Override
    public SourceReader<SourceRecord, HybridSourceSplit> createReader(SourceReaderContext context)
            throws Exception {
        return new SeamReader(super.createReader(context));
    }

    @Override
    public SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> createEnumerator(
            SplitEnumeratorContext<HybridSourceSplit> context) throws Exception {
        return new SeamEnumerator(super.createEnumerator(context));
    }

    @Override
    public SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<HybridSourceSplit> context, HybridSourceEnumeratorState state)
            throws Exception {
        return new SeamEnumerator(super.restoreEnumerator(context, state));
    }
}
