package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.jspecify.annotations.Nullable;

/** The state of an operator that sets images aside: their source records, in order. */
final class RecordsAside {
    /** Old checkpoints know it by this name. */
    private static final String NAME = "records-aside";

    private @Nullable ListState<byte[]> state;
    private List<SourceRecord> restored = List.of();

    /** Reads what the checkpoint holds that the job goes on from. */
    void initialize(StateInitializationContext context) throws Exception {
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        NAME, BytePrimitiveArraySerializer.INSTANCE));
        if (context.isRestored()) {
            List<SourceRecord> records = new ArrayList<>();
            for (byte[] bytes : state.get()) {
                records.add(SourceRecordFormat.read(bytes));
            }
            restored = records;
        }
    }

    /** What was read, once. */
    List<SourceRecord> takeRestored() {
        List<SourceRecord> records = restored;
        restored = List.of();
        return records;
    }

    /** Puts records into the checkpoint that is being taken. */
    void save(List<SourceRecord> records) throws Exception {
        if (state == null) {
            throw new IllegalStateException("not initialized");
        }
        List<byte[]> bytes = new ArrayList<>();
        for (SourceRecord record : records) {
            bytes.add(SourceRecordFormat.write(record));
        }
        state.update(bytes);
    }
}
