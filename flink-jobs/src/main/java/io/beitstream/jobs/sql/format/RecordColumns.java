package io.beitstream.jobs.sql.format;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.flink.formats.avro.typeutils.AvroSchemaConverter;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** Finds the fields of a record that the columns of a table name. */
final class RecordColumns {
    private RecordColumns() {}

    /**
     * The record with the fields that there are columns of, in the columns' order.
     *
     * @throws ValidationException if a column is no field, or of another type
     */
    static Schema project(Schema record, RowType columns) {
        List<Schema.Field> fields = new ArrayList<>();
        for (RowType.RowField column : columns.getFields()) {
            Schema.Field field = record.getField(column.getName());
            if (field == null) {
                throw new ValidationException(
                        "%s has no field '%s': its fields are %s"
                                .formatted(
                                        record.getName(),
                                        column.getName(),
                                        record.getFields().stream()
                                                .map(Schema.Field::name)
                                                .collect(Collectors.joining(", "))));
            }
            Schema schema = projectType(record, field, column.getType());
            fields.add(new Schema.Field(field, schema));
        }
        return Schema.createRecord(
                record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }

    private static Schema projectType(Schema record, Schema.Field field, LogicalType column) {
        Schema value = withoutNull(field.schema());
        if (value.getType() == Schema.Type.RECORD && column instanceof RowType row) {
            return sameNullability(field.schema(), project(value, row));
        }
        LogicalType expected =
                AvroSchemaConverter.convertToDataType(value.toString(), false).getLogicalType();
        if (!expected.copy(true).equals(column.copy(true))
                && !asNullable(expected).equals(asNullable(column))) {
            throw new ValidationException(
                    "the field '%s' of %s is %s: declare the column so, and not as %s"
                            .formatted(
                                    field.name(),
                                    record.getName(),
                                    asNullable(expected).asSummaryString(),
                                    column.asSummaryString()));
        }
        return field.schema();
    }

    private static LogicalType asNullable(LogicalType type) {
        return type.accept(new NullableElements());
    }

    /** The schema, or the one that is not null of a union with null. */
    static Schema withoutNull(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(one -> one.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
    }

    private static Schema sameNullability(Schema before, Schema value) {
        if (!before.isUnion()) {
            return value;
        }
        return Schema.createUnion(
                before.getTypes().stream()
                        .map(one -> one.getType() == Schema.Type.NULL ? one : value)
                        .toList());
    }
}
