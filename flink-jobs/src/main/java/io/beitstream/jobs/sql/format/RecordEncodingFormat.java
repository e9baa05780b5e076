package io.beitstream.jobs.sql.format;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** Plans the writing of records: what has no column takes its default, and must have one. */
final class RecordEncodingFormat implements EncodingFormat<SerializationSchema<RowData>> {
    private final Schema record;

    RecordEncodingFormat(Schema record) {
        this.record = record;
    }

    @Override
    public SerializationSchema<RowData> createRuntimeEncoder(
            DynamicTableSink.Context context, DataType consumed) {
        RowType columns = (RowType) consumed.getLogicalType();
        Schema projected = RecordColumns.project(record, columns);
        requireWhatHasNoDefault(record, projected);
        return new RecordSerializationSchema(record, projected, columns);
    }

    private static void requireWhatHasNoDefault(Schema record, Schema projected) {
        List<String> missing =
                record.getFields().stream()
                        .filter(field -> !field.hasDefaultValue())
                        .map(Schema.Field::name)
                        .filter(name -> projected.getField(name) == null)
                        .toList();
        if (!missing.isEmpty()) {
            throw new ValidationException(
                    "a %s cannot be written without %s: give the table these columns"
                            .formatted(record.getName(), String.join(", ", missing)));
        }
        for (Schema.Field field : projected.getFields()) {
            Schema inner = RecordColumns.withoutNull(field.schema());
            if (inner.getType() == Schema.Type.RECORD) {
                requireWhatHasNoDefault(
                        RecordColumns.withoutNull(record.getField(field.name()).schema()), inner);
            }
        }
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }
}
