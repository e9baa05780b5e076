package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** A reader's output that shows each record, of whatever split, to a witness before it goes on. */
final class PositionedOutput extends WitnessedOutput implements ReaderOutput<SourceRecord> {
    private final ReaderOutput<SourceRecord> output;
    private final Consumer<SourceRecord> witness;

    PositionedOutput(ReaderOutput<SourceRecord> output, Consumer<SourceRecord> witness) {
        super(output, witness);
        this.output = output;
        this.witness = witness;
    }

    /** Whether this is in front of that output. */
    boolean isOf(ReaderOutput<SourceRecord> other) {
        return output == other;
    }

    @Override
    public SourceOutput<SourceRecord> createOutputForSplit(String split) {
        return new WitnessedOutput(output.createOutputForSplit(split), witness);
    }

    @Override
    public void releaseOutputForSplit(String split) {
        output.releaseOutputForSplit(split);
    }
}
