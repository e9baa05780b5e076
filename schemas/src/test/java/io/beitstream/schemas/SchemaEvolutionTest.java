package io.beitstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaEvolutionTest {
    static Stream<Schema> newestSchemas() {
        return Stream.of(
                ImageEvent.getClassSchema(),
                TokenSequence.getClassSchema(),
                ImageEmbedding.getClassSchema(),
                DeadLetter.getClassSchema(),
                ModelRollout.getClassSchema(),
                RolloutState.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("newestSchemas")
    void theNewestSchemaReadsEveryVersionAndIsReadByThem(Schema newest) {
        int first = SchemaHistory.since(newest.getName());
        for (int version = first; version <= SchemaHistory.VERSIONS; version++) {
            Schema old = SchemaHistory.schema(newest.getName(), version);
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(newest, old).getType())
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(old, newest).getType())
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        }
    }

    @ParameterizedTest
    @MethodSource("newestSchemas")
    void theNewestSchemaIsTheLastVersionOfTheHistory(Schema newest) {
        Schema last = SchemaHistory.schema(newest.getName(), SchemaHistory.VERSIONS);

        assertThat(SchemaNormalization.parsingFingerprint64(newest))
                .as("a changed schema needs a new version in the history")
                .isEqualTo(SchemaNormalization.parsingFingerprint64(last));
    }

    @ParameterizedTest
    @MethodSource("newestSchemas")
    void everyFieldIsDocumented(Schema schema) {
        assertThat(schema.getDoc()).isNotBlank();
        assertThat(schema.getFields()).allSatisfy(field -> assertThat(field.doc()).isNotBlank());
    }

    @Test
    void plainAvroReadsWhatWeWriteAndWeReadWhatItWrites() throws Exception {
        SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);
        ImageEvent event =
                ImageEvent.newBuilder()
                        .setId("a")
                        .setBytes(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                        .setEventTime(Instant.ofEpochMilli(1234))
                        .setAttributes(Map.of("camera", "7"))
                        .build();
        Schema published = SchemaHistory.schema("ImageEvent", 1);

        GenericRecord generic =
                new BinaryMessageDecoder<GenericRecord>(GenericData.get(), published)
                        .decode(codec.encode(event));
        assertThat(generic.get("id")).hasToString("a");
        assertThat(generic.get("eventTime")).isEqualTo(1234L);
        ByteBuffer foreign =
                new BinaryMessageEncoder<GenericRecord>(GenericData.get(), published)
                        .encode(generic);

        assertThat(codec.decode(foreign.array())).isEqualTo(event);
    }

    @Test
    void otherBytesAreRefusedAndSaidToBe() {
        SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);
        byte[] text = "not avro at all".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> codec.decode(text))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("ImageEvent");
        assertThatThrownBy(() -> codec.decode(new byte[0]))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void aRecordOfAnotherKindIsRefused() {
        SpecificRecord rollout =
                ModelRollout.newBuilder()
                        .setRolloutId("r")
                        .setKind(ModelKind.ENCODER)
                        .setModelUri("/models/a")
                        .setModelId("a@000000000000")
                        .setRequestedTime(Instant.EPOCH)
                        .build();
        byte[] bytes = new SingleObjectCodec<>(ModelRollout.class).encode((ModelRollout) rollout);

        assertThatThrownBy(() -> new SingleObjectCodec<>(ImageEvent.class).decode(bytes))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void aVersionWithOneMoreFieldIsReadOnceItsSchemaIsKnownAndRefusedUntilThen() throws Exception {
        Schema newer = withField("{\"name\": \"camera\", \"type\": \"string\", \"default\": \"\"}");
        GenericRecord written = new GenericData.Record(newer);
        written.put("id", "a");
        written.put("attributes", Map.of("k", "v"));
        written.put("camera", "7");
        byte[] bytes =
                new BinaryMessageEncoder<GenericRecord>(GenericData.get(), newer)
                        .encode(written)
                        .array();

        assertThatThrownBy(() -> new SingleObjectCodec<>(ImageEvent.class).decode(bytes))
                .isInstanceOf(MalformedRecordException.class);
        BinaryMessageDecoder<ImageEvent> knowing = ImageEvent.createDecoder(name -> newer);
        assertThat(knowing.decode(bytes))
                .isEqualTo(
                        ImageEvent.newBuilder().setId("a").setAttributes(Map.of("k", "v")).build());
    }

    @Test
    void aNewFieldWithoutADefaultWouldBeNoticed() {
        Schema newer = withField("{\"name\": \"camera\", \"type\": \"string\"}");
        Schema old = SchemaHistory.schema("ImageEvent", 1);

        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(newer, old).getType())
                .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    }

    private static Schema withField(String field) {
        String published = SchemaHistory.schema("ImageEvent", 1).toString();
        int end = published.lastIndexOf("]");
        return new Schema.Parser()
                .parse(published.substring(0, end) + "," + field + published.substring(end));
    }
}
