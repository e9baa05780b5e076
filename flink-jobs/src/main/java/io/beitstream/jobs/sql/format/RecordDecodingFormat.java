package io.beitstream.jobs.sql.format;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.DataTypeUtils;

/** Plans the reading of records. */
final class RecordDecodingFormat implements DecodingFormat<DeserializationSchema<RowData>> {
    /** Metadata: why a record cannot be read; without it such a record fails the job. */
    private static final String ERROR = "error";

    private final Schema record;
    private boolean malformedAsRows;

    RecordDecodingFormat(Schema record) {
        this.record = record;
    }

    @Override
    public DeserializationSchema<RowData> createRuntimeDecoder(
            DynamicTableSource.Context context, DataType physical) {
        RowType columns = (RowType) physical.getLogicalType();
        if (malformedAsRows) {
            requireNullable(columns);
        }
        DataType produced =
                malformedAsRows
                        ? DataTypeUtils.appendRowFields(
                                physical, List.of(DataTypes.FIELD(ERROR, DataTypes.STRING())))
                        : physical;
        return new RecordDeserializationSchema(
                RecordColumns.project(record, columns),
                columns,
                malformedAsRows,
                context.createTypeInformation(produced));
    }

    private static void requireNullable(RowType columns) {
        for (RowType.RowField column : columns.getFields()) {
            LogicalType type = column.getType();
            if (!type.isNullable()) {
                throw new ValidationException(
                        "records that cannot be read are rows of NULLs: declare the column '%s' without NOT NULL, or leave out METADATA FROM 'value.error'"
                                .formatted(column.getName()));
            }
        }
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        return Map.of(ERROR, DataTypes.STRING());
    }

    @Override
    public void applyReadableMetadata(List<String> keys) {
        malformedAsRows = keys.contains(ERROR);
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }
}
