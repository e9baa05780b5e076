package io.beitstream.jobs.source;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;

/** An output that shows each record to a witness before it goes on. */
class WitnessedOutput implements SourceOutput<SourceRecord> {
    private final SourceOutput<SourceRecord> output;
    private final Consumer<SourceRecord> witness;

    WitnessedOutput(SourceOutput<SourceRecord> output, Consumer<SourceRecord> witness) {
        this.output = output;
        this.witness = witness;
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
