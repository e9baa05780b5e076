package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** An output that shows each record to a witness before it goes on. */
final class PositionedOutput implements ReaderOutput<SourceRecord> {
    private final ReaderOutput<SourceRecord> output;
    private final Consumer<SourceRecord> witness;

    PositionedOutput(ReaderOutput<SourceRecord> output, Consumer<SourceRecord> witness) {
        this.output = output;
        this.witness = witness;
    }

    /** Whether this is in front of that output. */
    boolean isOf(ReaderOutput<SourceRecord> other) {
        return output == other;
    }

    @Override
    public void collect(SourceRecord record) {
        witness.accept(record);
        output.collect(record);
    }

    @Override
    public void collect(SourceRecord record, long timestamp) {
        witness.accept(record);
        output.collect(record, timestamp);
    }

    @Override
    public SourceOutput<SourceRecord> createOutputForSplit(String split) {
        SourceOutput<SourceRecord> ofSplit = output.createOutputForSplit(split);
        return new SourceOutput<>() {
            @Override
            public void collect(SourceRecord record) {
                witness.accept(record);
                ofSplit.collect(record);
            }

            @Override
            public void collect(SourceRecord record, long timestamp) {
                witness.accept(record);
                ofSplit.collect(record, timestamp);
            }

            @Override
            public void emitWatermark(Watermark watermark) {
                ofSplit.emitWatermark(watermark);
            }

            @Override
            public void markIdle() {
                ofSplit.markIdle();
            }

            @Override
            public void markActive() {
                ofSplit.markActive();
            }
        };
    }

    @Override
    public void releaseOutputForSplit(String split) {
        output.releaseOutputForSplit(split);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
        output.markIdle();
    }

    @Override
    public void markActive() {
        output.markActive();
    }
}
