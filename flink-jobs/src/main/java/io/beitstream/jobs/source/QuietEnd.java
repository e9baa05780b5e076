package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * A bounded source whose readers are not available once they have come to their end. Flink's hybrid
 * source asks an available reader again and again, with a message to the job manager each time,
 * until the last subtask has finished.
 */
final class QuietEnd<S extends SourceSplit, C> extends ForwardingSource<S, C> {
    private static final long serialVersionUID = 1L;

    QuietEnd(Source<SourceRecord, S, C> source) {
        super(source);
    }

    @Override
    public SourceReader<SourceRecord, S> createReader(SourceReaderContext context)
            throws Exception {
        return new Reader<>(super.createReader(context));
    }

    private static final class Reader<S extends SourceSplit> extends ForwardingReader<S> {
        private boolean ended;

        Reader(SourceReader<SourceRecord, S> reader) {
            super(reader);
        }

        @Override
        public InputStatus pollNext(ReaderOutput<SourceRecord> output) throws Exception {
            InputStatus status = super.pollNext(output);
            ended = status == InputStatus.END_OF_INPUT;
            return status;
        }

        /** After the end, one that the hybrid source completes when it changes over. */
        @Override
        public CompletableFuture<Void> isAvailable() {
            return ended ? new CompletableFuture<>() : super.isAvailable();
        }
    }
}
