package io.beitstream.jobs.sql.format;

import java.util.List;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.utils.LogicalTypeDefaultVisitor;

/**
 * Puts timestamps without a zone in place of those with one, at every depth. In memory both are the
 * same; Flink's reader of Avro takes the latter in the outermost row only.
 */
final class ZonelessRows extends LogicalTypeDefaultVisitor<LogicalType> {
    @Override
    public LogicalType visit(LocalZonedTimestampType moment) {
        return new TimestampType(moment.isNullable(), moment.getPrecision());
    }

    @Override
    public RowType visit(RowType row) {
        List<RowType.RowField> fields =
                row.getFields().stream()
                        .map(
                                field ->
                                        new RowType.RowField(
                                                field.getName(), field.getType().accept(this)))
                        .toList();
        return new RowType(row.isNullable(), fields);
    }

    @Override
    protected LogicalType defaultMethod(LogicalType type) {
        return type;
    }
}
