package io.beitstream.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.base.source.hybrid.HybridSourceEnumeratorState;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.connector.base.source.hybrid.SwitchSourceEvent;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

/** What Flink's hybrid source would lose at the seam. */
class SeamTest {
    private static final HybridSourceSplit RESTORED =
            new HybridSourceSplit(1, new byte[] {1}, 0, "images-0");

    @Test
    void aCheckpointBeforeTheReaderKnowsItsSourceKeepsWhatWasRestored() {
        FakeReader flink = new FakeReader();
        SeamReader reader = new SeamReader(flink);
        reader.addSplits(List.of(RESTORED));

        assertThat(reader.snapshotState(7)).containsExactly(RESTORED);

        reader.handleSourceEvents(new SwitchSourceEvent(1, new NoSource(), true));
        flink.splits.add(RESTORED); // it is read now

        assertThat(reader.snapshotState(8)).containsExactly(RESTORED);
    }

    @Test
    void whatBelongsToALaterSourceIsKeptUntilThen() {
        SeamReader reader = new SeamReader(new FakeReader());
        reader.addSplits(List.of(RESTORED));

        reader.handleSourceEvents(new SwitchSourceEvent(0, new NoSource(), false));

        assertThat(reader.snapshotState(7)).containsExactly(RESTORED);
    }

    @Test
    void aSubtaskThatBeginsAgainTakesTheJobBack() {
        SeamEnumerator enumerator = new SeamEnumerator(new FakeEnumerator());
        enumerator.addReader(0);
        enumerator.addReader(1);

        assertThatThrownBy(() -> enumerator.addReader(0))
                .hasMessageContaining("subtask 0 begins again");
    }

    private static final class NoSource extends ForwardingSource<HybridSourceSplit, Object> {
        private static final long serialVersionUID = 1L;

        NoSource() {
            super(null);
        }
    }

    private static final class FakeReader implements SourceReader<SourceRecord, HybridSourceSplit> {
        private final List<HybridSourceSplit> splits = new ArrayList<>();

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<SourceRecord> output) {
            return InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public List<HybridSourceSplit> snapshotState(long checkpoint) {
            return splits;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void addSplits(List<HybridSourceSplit> added) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void handleSourceEvents(SourceEvent event) {}

        @Override
        public void close() {}
    }

    private static final class FakeEnumerator
            implements SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> {
        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<HybridSourceSplit> splits, int subtask) {}

        @Override
        public void addReader(int subtask) {}

        @Override
        public HybridSourceEnumeratorState snapshotState(long checkpoint) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
