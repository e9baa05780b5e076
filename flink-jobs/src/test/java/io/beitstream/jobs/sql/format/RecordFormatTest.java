package io.beitstream.jobs.sql.format;

import static org.apache.flink.table.api.DataTypes.ARRAY;
import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.BYTES;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.FLOAT;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.MAP;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SchemaHistory;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.connector.sink.SinkRuntimeProviderContext;
import org.apache.flink.table.runtime.connector.source.ScanRuntimeProviderContext;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
    private static final DataType PROVENANCE =
            ROW(
                    FIELD("offset", BIGINT()),
                    FIELD("topic", STRING()),
                    FIELD("partition", INT()),
                    FIELD("ingestTime", TIMESTAMP_LTZ(3)),
                    FIELD("processedTime", TIMESTAMP_LTZ(3)));

    private static DeserializationSchema<RowData> reading(
            String record, boolean malformedAsRows, DataType columns) {
        RecordDecodingFormat format = new RecordDecodingFormat(SchemaHistory.newest(record));
        format.applyReadableMetadata(malformedAsRows ? List.of("error") : List.of());
        return format.createRuntimeDecoder(ScanRuntimeProviderContext.INSTANCE, columns);
    }

    private static byte[] event() {
        return new SingleObjectCodec<>(ImageEvent.class)
                .encode(
                        ImageEvent.newBuilder()
                                .setId("cat")
                                .setBytes(ByteBuffer.wrap(new byte[] {1, 2}))
                                .setEventTime(NOON)
                                .setAttributes(Map.of("shows", "a cat"))
                                .build());
    }

    @Test
    void columnsAreFieldsByNameInAnyOrderAndChoice() throws Exception {
        DataType columns =
                ROW(
                        FIELD("attributes", MAP(STRING(), STRING())),
                        FIELD("eventTime", TIMESTAMP_LTZ(3)),
                        FIELD("uri", STRING()),
                        FIELD("bytes", BYTES()),
                        FIELD("id", STRING().notNull()));

        RowData row = reading("ImageEvent", false, columns).deserialize(event());

        assertThat(row.getMap(0).keyArray().getString(0)).hasToString("shows");
        assertThat(row.getTimestamp(1, 3).toInstant()).isEqualTo(NOON);
        assertThat(row.isNullAt(2)).isTrue();
        assertThat(row.getBinary(3)).containsExactly(1, 2);
        assertThat(row.getString(4)).hasToString("cat");
    }

    @Test
    void whatIsNoRecordFailsOrIsARowThatSaysSo() throws Exception {
        DataType columns = ROW(FIELD("id", STRING()), FIELD("bytes", BYTES()));
        byte[] garbage = {9, 9, 9};

        assertThatThrownBy(() -> reading("ImageEvent", false, columns).deserialize(garbage))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not ImageEvent in Avro single-object encoding")
                .hasMessageContaining("METADATA FROM 'value.error'");
        DeserializationSchema<RowData> patient = reading("ImageEvent", true, columns);
        RowData row = patient.deserialize(garbage);
        assertThat(row.isNullAt(0)).isTrue();
        assertThat(row.getString(2).toString()).startsWith("not ImageEvent");
        assertThat(patient.deserialize(event()).isNullAt(2)).isTrue();
        assertThat(patient.deserialize((byte[]) null)).isNull();
        assertThatThrownBy(() -> reading("ImageEvent", true, ROW(FIELD("id", STRING().notNull()))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("declare the column 'id' without NOT NULL");
    }

    @Test
    void columnsThatAreNoFieldsAreRefused() {
        assertThatThrownBy(() -> reading("TokenSequence", false, ROW(FIELD("tokens", STRING()))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(
                        "TokenSequence has no field 'tokens': its fields are imageId");
        assertThatThrownBy(
                        () -> reading("ImageEmbedding", false, ROW(FIELD("vector", ARRAY(INT())))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("is ARRAY<FLOAT>: declare the column so");
        assertThat(reading("ImageEmbedding", false, ROW(FIELD("vector", ARRAY(FLOAT())))))
                .isNotNull();
    }

    @Test
    void whatIsWrittenHasDefaultsAndIsReadByOthers() throws Exception {
        DataType columns =
                ROW(
                        FIELD("message", STRING()),
                        FIELD("stage", STRING()),
                        FIELD("originalEvent", BYTES()),
                        FIELD("errorClass", STRING()),
                        FIELD("attempts", INT()),
                        FIELD("provenance", PROVENANCE),
                        FIELD("attributes", MAP(STRING(), STRING())));
        TimestampData noon = TimestampData.fromInstant(NOON);
        RowData row =
                GenericRowData.of(
                        text("it is cut"),
                        text("DECODE"),
                        new byte[] {7},
                        text("image-truncated"),
                        2,
                        GenericRowData.of(5L, text("images"), 1, noon, noon),
                        new GenericMapData(Map.of(text("k"), text("v"))));

        byte[] written = writing("DeadLetter", columns).serialize(row);

        DeadLetter letter = new SingleObjectCodec<>(DeadLetter.class).decode(written);
        assertThat(letter.getStage()).isEqualTo(Stage.DECODE);
        assertThat(letter.getProvenance().getOffset()).isEqualTo(5);
        assertThat(letter.getProvenance().getIngestTime()).isEqualTo(NOON);
        assertThat(letter.getProvenance().getEventTime()).isNull();
        assertThat(letter.getAttributes()).containsEntry("k", "v");
        assertThat(letter.getOriginalEventOmitted()).isFalse();
        assertThat(letter.getModelIds()).isEmpty();
        RowData again = reading("DeadLetter", false, columns).deserialize(written);
        assertThat(again.getString(1)).hasToString("DECODE");
        assertThat(again.getRow(5, 5).getString(1)).hasToString("images");
    }

    @Test
    void aRecordLacksNothingThatHasNoDefault() {
        DataType columns = ROW(FIELD("message", STRING()), FIELD("originalEvent", BYTES()));
        assertThatThrownBy(() -> writing("DeadLetter", columns))
                .isInstanceOf(ValidationException.class)
                .hasMessage(
                        "a DeadLetter cannot be written without stage, errorClass, attempts, provenance: give the table these columns");
        DataType event = ROW(FIELD("id", STRING()), FIELD("bytes", BYTES()));
        assertThatThrownBy(
                        () ->
                                writing("ImageEvent", event)
                                        .serialize(GenericRowData.of(null, new byte[] {1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a row makes no ImageEvent");
    }

    private static RecordSerializationSchema writing(String record, DataType columns) {
        return (RecordSerializationSchema)
                new RecordEncodingFormat(SchemaHistory.newest(record))
                        .createRuntimeEncoder(new SinkRuntimeProviderContext(false), columns);
    }

    private static StringData text(String text) {
        return StringData.fromString(text);
    }
}
