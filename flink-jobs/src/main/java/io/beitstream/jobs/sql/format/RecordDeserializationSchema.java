package io.beitstream.jobs.sql.format;

import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.AvroToRowDataConverters;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** Makes rows of records. */
final class RecordDeserializationSchema implements DeserializationSchema<RowData> {
    private static final long serialVersionUID = 1L;

    private final Schema schema;
    private final int arity;
    private final boolean malformedAsRows;
    private final AvroToRowDataConverters.AvroToRowDataConverter converter;
    private final TypeInformation<RowData> type;
    private transient @Nullable SingleObjectCodec<GenericRecord> codec;

    /**
     * @param schema with the fields of the columns
     * @param malformedAsRows whether rows say in one more column why their record cannot be read,
     *     and have nothing else then
     * @param type of the rows
     */
    RecordDeserializationSchema(
            Schema schema,
            RowType columns,
            boolean malformedAsRows,
            TypeInformation<RowData> type) {
        this.schema = schema;
        this.arity = columns.getFieldCount();
        this.malformedAsRows = malformedAsRows;
        this.converter =
                AvroToRowDataConverters.createRowConverter(new ZonelessRows().visit(columns));
        this.type = type;
    }

    /**
     * @return null for a tombstone
     * @throws IOException if it is not such a record, and that is to fail the job
     */
    @Override
    public @Nullable RowData deserialize(byte @Nullable [] message) throws IOException {
        if (message == null) {
            return null;
        }
        if (codec == null) {
            codec = SingleObjectCodec.generic(schema);
        }
        try {
            RowData row = (RowData) converter.convert(codec.decode(message));
            return malformedAsRows ? withError((GenericRowData) row, null) : row;
        } catch (MalformedRecordException e) {
            if (!malformedAsRows) {
                throw new IOException(
                        "a record is %s; with a column STRING METADATA FROM 'value.error' in the table it becomes a row that says so"
                                .formatted(e.getMessage()),
                        e);
            }
            return withError(new GenericRowData(arity), e.getMessage());
        }
    }

    private GenericRowData withError(GenericRowData row, @Nullable String error) {
        GenericRowData longer = new GenericRowData(arity + 1);
        for (int i = 0; i < arity; i++) {
            longer.setField(i, row.getField(i));
        }
        longer.setField(arity, StringData.fromString(error));
        return longer;
    }

    @Override
    public boolean isEndOfStream(RowData next) {
        return false;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return type;
    }
}
