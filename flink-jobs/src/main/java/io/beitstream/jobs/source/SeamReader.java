package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.connector.base.source.hybrid.SwitchSourceEvent;

/**
 * A reader of two sources that does not forget what was restored. Flink's (2.2.1) waits to be told
 * which source it is in, and until then its checkpoints are empty: a job that went on from one
 * would leave those files or partitions out.
 */
final class SeamReader extends ForwardingReader<HybridSourceSplit> {
    /** What waits for its source. */
    private final List<HybridSourceSplit> restored = new ArrayList<>();

    private int source = -1;

    SeamReader(SourceReader<SourceRecord, HybridSourceSplit> reader) {
        super(reader);
    }

    @Override
    public void addSplits(List<HybridSourceSplit> splits) {
        if (source < 0) {
            restored.addAll(splits);
        }
        super.addSplits(splits);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        super.handleSourceEvents(event);
        if (event instanceof SwitchSourceEvent change) {
            source = change.sourceIndex();
            restored.removeIf(split -> split.sourceIndex() <= source);
        }
    }

    @Override
    public List<HybridSourceSplit> snapshotState(long checkpoint) {
        List<HybridSourceSplit> splits = new ArrayList<>(super.snapshotState(checkpoint));
        splits.addAll(restored);
        return splits;
    }
}
