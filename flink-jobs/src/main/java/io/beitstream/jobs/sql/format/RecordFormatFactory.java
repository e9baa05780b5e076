package io.beitstream.jobs.sql.format;

import io.beitstream.schemas.SchemaHistory;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.SerializationFormatFactory;

/**
 * Makes {@code 'format' = 'beitstream-avro'} work: records in Avro's single-object encoding, of any
 * version that was ever published. Columns are the record's fields, by name.
 */
public final class RecordFormatFactory
        implements DeserializationFormatFactory, SerializationFormatFactory {
    private static final String IDENTIFIER = "beitstream-avro";

    private static final ConfigOption<String> RECORD =
            ConfigOptions.key("record")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("the kind of record: ImageEvent, TokenSequence, ...");

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(RECORD);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    @Override
    public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
            DynamicTableFactory.Context context, ReadableConfig options) {
        FactoryUtil.validateFactoryOptions(this, options);
        return new RecordDecodingFormat(schema(options));
    }

    @Override
    public EncodingFormat<SerializationSchema<RowData>> createEncodingFormat(
            DynamicTableFactory.Context context, ReadableConfig options) {
        FactoryUtil.validateFactoryOptions(this, options);
        return new RecordEncodingFormat(schema(options));
    }

    private static Schema schema(ReadableConfig options) {
        String record = options.get(RECORD);
        if (!SchemaHistory.RECORDS.contains(record)) {
            throw new ValidationException(
                    "'%s.%s' is '%s': use one of %s"
                            .formatted(
                                    IDENTIFIER,
                                    RECORD.key(),
                                    record,
                                    String.join(", ", SchemaHistory.RECORDS)));
        }
        return SchemaHistory.newest(record);
    }
}
