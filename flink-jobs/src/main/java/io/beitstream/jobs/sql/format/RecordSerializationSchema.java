package io.beitstream.jobs.sql.format;

import io.beitstream.schemas.SingleObjectCodec;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.formats.avro.RowDataToAvroConverters;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** Makes records of rows. */
final class RecordSerializationSchema implements SerializationSchema<RowData> {
    private static final long serialVersionUID = 1L;

    private final Schema record;
    private final Schema projected;
    private final RowDataToAvroConverters.RowDataToAvroConverter converter;
    private transient @Nullable SingleObjectCodec<GenericRecord> codec;

    /**
     * @param projected the record's fields that there are columns of, in the columns' order
     */
    RecordSerializationSchema(Schema record, Schema projected, RowType columns) {
        this.record = record;
        this.projected = projected;
        this.converter = RowDataToAvroConverters.createConverter(columns, false);
    }

    /**
     * @throws IllegalArgumentException if a field is NULL that never is in such a record
     */
    @Override
    public byte[] serialize(RowData row) {
        if (codec == null) {
            codec = SingleObjectCodec.generic(record);
        }
        GenericRecord some = (GenericRecord) converter.convert(projected, row);
        try {
            return codec.encode(whole(record, some));
        } catch (NullPointerException | AvroRuntimeException e) {
            throw new IllegalArgumentException(
                    "a row makes no %s: %s".formatted(record.getName(), e.getMessage()), e);
        }
    }

    /** The record with the defaults of what is not given. */
    private static GenericRecord whole(Schema schema, GenericRecord some) {
        GenericRecord whole = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            boolean given = some.getSchema().getField(field.name()) != null;
            whole.put(
                    field.pos(),
                    given
                            ? value(field.schema(), some.get(field.name()))
                            : GenericData.get().getDefaultValue(field));
        }
        return whole;
    }

    private static @Nullable Object value(Schema schema, @Nullable Object given) {
        Schema inner = RecordColumns.withoutNull(schema);
        if (given instanceof GenericRecord some) {
            return whole(inner, some);
        }
        return given != null && inner.getType() == Schema.Type.ENUM
                ? new GenericData.EnumSymbol(inner, given.toString())
                : given;
    }
}
