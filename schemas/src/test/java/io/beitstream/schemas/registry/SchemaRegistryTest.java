package io.beitstream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.schemas.ConfluentHeader;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.Provenance;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.SchemaHistory;
import io.beitstream.schemas.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What any registry with Confluent's interface must let us do. Runs against the one whose URL the
 * system property {@code registry.url} names, and else against a {@link FakeRegistry}.
 */
@Timeout(60)
class SchemaRegistryTest {
    private static FakeRegistry fake;
    private static RegistryOptions options;

    private final String topic = "images-" + UUID.randomUUID();
    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void start() {
        String url = System.getProperty("registry.url");
        if (url == null) {
            fake = FakeRegistry.start();
            url = fake.url();
        }
        options = RegistryOptions.of(url, RegistryCredentials.NONE);
    }

    @AfterAll
    static void stop() {
        if (fake != null) {
            fake.close();
        }
    }

    private RegistryFormat writing(String record) {
        return prepare(SubjectOptions.DEFAULTS)
                .format(List.of(), List.of(new TopicRecord(topic, record)));
    }

    private RegistryPreparation prepare(SubjectOptions subjects) {
        return new RegistryPreparation(options, subjects, said::add);
    }

    private static Subjects subjects() {
        return new Subjects(new RegistryHttp(options));
    }

    private static ImageEvent event() {
        return ImageEvent.newBuilder()
                .setId("a")
                .setBytes(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .setAttributes(Map.of("camera", "7"))
                .build();
    }

    private static ImageEmbedding embedding() {
        Provenance from =
                Provenance.newBuilder()
                        .setTopic("t")
                        .setPartition(0)
                        .setOffset(1)
                        .setIngestTime(Instant.EPOCH)
                        .setProcessedTime(Instant.EPOCH)
                        .build();
        return ImageEmbedding.newBuilder()
                .setImageId("a")
                .setVector(List.of(1f, 2f))
                .setPooling("cls")
                .setModelId("m@1")
                .setPreprocessingId("p")
                .setPrecision("bf16")
                .setReused(true)
                .setProvenance(from)
                .build();
    }

    @Test
    void whatIsWrittenNamesTheRegisteredSchemaAndAnyAvroReadsIt() throws Exception {
        RegistryFormat format = writing("ImageEvent");
        RecordCodec<ImageEvent> codec = format.writing(ImageEvent.class, topic);

        byte[] bytes = codec.encode(event());

        Subjects.Version newest = subjects().newest(topic + "-value").orElseThrow();
        assertThat(bytes[0]).isZero();
        assertThat(ConfluentHeader.id(bytes)).isEqualTo(newest.id());
        assertThat(newest.schema()).isEqualTo(TestRecords.newest("ImageEvent"));
        GenericRecord generic = TestRecords.read(bytes, newest.schema(), newest.schema());
        assertThat(generic.get("id")).hasToString("a");
        assertThat(codec.decode(bytes)).isEqualTo(event());
        assertThat(said).hasSize(1);
    }

    @Test
    void bothWireFormatsAreRead() throws Exception {
        RegistryFormat format = writing("ImageEvent");
        RecordCodec<ImageEvent> reader = format.reading(ImageEvent.class);

        assertThat(reader.decode(new SingleObjectCodec<>(ImageEvent.class).encode(event())))
                .isEqualTo(event());
        assertThat(reader.decode(format.writing(ImageEvent.class, topic).encode(event())))
                .isEqualTo(event());
    }

    @Test
    void preparingAgainRegistersNothing() {
        RegistryFormat first = writing("DeadLetter");
        RegistryFormat second = writing("DeadLetter");

        assertThat(second.ids()).isEqualTo(first.ids());
        assertThat(said).hasSize(1);
    }

    @Test
    void aNewSubjectDemandsFullCompatibilityFromThenOn() {
        writing("ImageEvent");
        Schema withoutDefault = TestRecords.eventWith("{\"name\":\"n\",\"type\":\"int\"}");

        assertThat(subjects().compatibility(topic + "-value")).isEqualTo("FULL_TRANSITIVE");
        assertThatThrownBy(() -> subjects().register(topic + "-value", withoutDefault))
                .isInstanceOfSatisfying(
                        RegistryRefusalException.class,
                        e -> assertThat(e.isOfIncompatibleSchema()).isTrue());
    }

    @Test
    void theWholeHistoryMayBeRegisteredAndEachVersionReadsEachOther() throws Exception {
        String subject = topic + "-value";
        List<Integer> ids = new ArrayList<>();
        Set<Schema> schemas = new HashSet<>(); // a version may change other records only
        for (int version = 1; version <= SchemaHistory.VERSIONS; version++) {
            schemas.add(SchemaHistory.schema("ImageEmbedding", version));
            ids.add(subjects().register(subject, SchemaHistory.schema("ImageEmbedding", version)));
            subjects().setCompatibility(subject, CompatibilityLevel.FULL_TRANSITIVE);
        }
        RegistryFormat format = writing("ImageEmbedding");
        byte[] newest = format.writing(ImageEmbedding.class, topic).encode(embedding());
        assertThat(ids).contains(ConfluentHeader.id(newest));
        assertThat(new HashSet<>(ids)).hasSameSizeAs(schemas);

        for (int version = 1; version <= SchemaHistory.VERSIONS; version++) {
            Schema its = SchemaHistory.schema("ImageEmbedding", version);
            GenericRecord behind =
                    TestRecords.read(newest, TestRecords.newest("ImageEmbedding"), its);
            assertThat(behind.get("imageId")).hasToString("a");
            assertThat(behind.get("vector")).isEqualTo(List.of(1f, 2f));
            assertThat(behind.hasField("precision")).isEqualTo(version >= 2);
            assertThat(behind.hasField("reused")).isEqualTo(version >= 3);

            byte[] old = TestRecords.written(ids.get(version - 1), behind);
            ImageEmbedding read = format.reading(ImageEmbedding.class).decode(old);
            assertThat(read.getVector()).containsExactly(1f, 2f);
            assertThat(read.getPrecision()).isEqualTo(version >= 2 ? "bf16" : "");
            assertThat(read.getReused()).isEqualTo(version >= 3);
        }
    }

    @Test
    void aReaderOneVersionBehindReadsWhatItsHistoryDoesNotKnow() throws Exception {
        RegistryFormat ours = writing("ImageEvent");
        Schema newer =
                TestRecords.eventWith(
                        "{\"name\": \"sensor\", \"type\": \"string\", \"default\": \"\"}");
        int id = subjects().register(topic + "-value", newer);
        GenericRecord record = new GenericData.Record(newer);
        record.put("id", "from-the-future");
        record.put("uri", "https://x/y.jpg");
        record.put("attributes", Map.of());
        record.put("sensor", "s-1");
        byte[] bytes = TestRecords.written(id, record);

        ImageEvent read = ours.reading(ImageEvent.class).decode(bytes);

        assertThat(read.getId()).isEqualTo("from-the-future");
        assertThat(read.getUri()).isEqualTo("https://x/y.jpg");
        prepare(SubjectOptions.DEFAULTS)
                .format(List.of(new TopicRecord(topic, "ImageEvent")), List.of());
    }

    @Test
    void anIdThatTheRegistryDoesNotHaveIsTheRecordsFault() {
        RecordCodec<ImageEvent> reader = writing("ImageEvent").reading(ImageEvent.class);
        byte[] bytes = ConfluentHeader.of(1_999_999_999);

        assertThatThrownBy(() -> reader.decode(bytes))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("not ImageEvent")
                .hasMessageContaining("has no schema 1999999999");
        assertThat(reader.whenReadable(bytes)).isCompleted();
    }

    @Test
    void aRecordOfAnotherKindIsTheRecordsFault() {
        RegistryFormat format = writing("ImageEmbedding");
        byte[] bytes = format.writing(ImageEmbedding.class, topic).encode(embedding());

        assertThatThrownBy(() -> format.reading(ImageEvent.class).decode(bytes))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void aSubjectOfOtherRecordsIsRefusedAtTheStart() {
        writing("ImageEvent");

        assertThatThrownBy(() -> writing("ImageEmbedding"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(topic + "-value")
                .hasMessageContaining("ImageEmbedding");
        assertThatThrownBy(
                        () ->
                                prepare(SubjectOptions.DEFAULTS)
                                        .format(
                                                List.of(new TopicRecord(topic, "DeadLetter")),
                                                List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--subject-naming");
    }

    @Test
    void subjectsMayBeNamedAfterRecords() {
        SubjectOptions naming = new SubjectOptions(SubjectNaming.TOPIC_RECORD, Optional.empty());

        prepare(naming).format(List.of(), List.of(new TopicRecord(topic, "ImageEvent")));

        assertThat(subjects().newest(topic + "-io.beitstream.schemas.ImageEvent")).isPresent();
        assertThat(subjects().newest(topic + "-value")).isEmpty();
    }

    @Test
    void aLevelThatASubjectDoesNotHaveIsSaid() {
        writing("ImageEvent");
        SubjectOptions backward =
                new SubjectOptions(SubjectNaming.TOPIC, Optional.of(CompatibilityLevel.BACKWARD));

        assertThatThrownBy(
                        () ->
                                prepare(backward)
                                        .format(
                                                List.of(),
                                                List.of(new TopicRecord(topic, "ImageEvent"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FULL_TRANSITIVE, not BACKWARD");
    }
}
