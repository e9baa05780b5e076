package io.beitstream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.schemas.ConfluentHeader;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.SchemaUnavailableException;
import io.beitstream.schemas.SingleObjectCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry that is away, is ill, or does not like who asks. */
@Timeout(60)
class RegistryOutageTest {
    private static final TopicRecord IMAGES = new TopicRecord("images", "ImageEvent");

    private final FakeRegistry registry = FakeRegistry.start();
    private final RegistryOptions options =
            RegistryOptions.of(registry.url(), RegistryCredentials.NONE)
                    .with(Duration.ofSeconds(20), Duration.ofSeconds(20));
    private final RegistryOptions hasty =
            options.with(Duration.ofSeconds(20), Duration.ofMillis(50));
    private final ImageEvent event = ImageEvent.newBuilder().setId("a").setUri("x:y").build();
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void stop() {
        registry.close();
    }

    private RegistryFormat prepare(RegistryOptions asked) {
        return new RegistryPreparation(asked, SubjectOptions.DEFAULTS, said::add)
                .format(List.of(), List.of(IMAGES));
    }

    /** A record of a schema that nobody here knows yet. */
    private byte[] newer() throws Exception {
        GenericRecord record =
                new GenericData.Record(
                        TestRecords.eventWith(
                                "{\"name\": \"sensor\", \"type\": \"string\", \"default\": \"\"}"));
        record.put("id", "newer");
        record.put("attributes", Map.of());
        record.put("sensor", "");
        int id = new Subjects(new RegistryHttp(options)).register("else", record.getSchema());
        return TestRecords.written(id, record);
    }

    @Test
    void oneThatIsAwayAtTheStartIsNamed() {
        registry.goAway();

        assertThatThrownBy(() -> prepare(hasty))
                .isInstanceOf(SchemaUnavailableException.class)
                .hasMessageContaining(registry.url())
                .hasMessageContaining("not to be had");
    }

    @Test
    void oneThatFailsIsAskedAgain() {
        registry.fail(2);

        assertThat(prepare(options).ids()).containsKey("images");
        assertThat(registry.requests().subList(0, 3)).containsOnly("POST /subjects/images-value");
    }

    @Test
    void oneThatNeverAnswersIsNotWaitedForWithoutEnd() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            RegistryOptions asked =
                    RegistryOptions.of(
                                    "http://127.0.0.1:" + silent.getLocalPort(),
                                    RegistryCredentials.NONE)
                            .with(Duration.ofMillis(300), Duration.ofMillis(50));

            assertThatThrownBy(() -> prepare(asked))
                    .isInstanceOf(SchemaUnavailableException.class)
                    .hasMessageContaining("no answer within 300 ms");
        }
    }

    @Test
    void whatIsKnownIsWrittenAndReadWithoutIt() throws Exception {
        RecordFormat onAWorker = copied(prepare(hasty));
        registry.goAway();

        RecordCodec<ImageEvent> codec = onAWorker.writing(ImageEvent.class, "images");
        byte[] bytes = codec.encode(event);

        assertThat(ConfluentHeader.isOn(bytes)).isTrue();
        assertThat(codec.decode(bytes)).isEqualTo(event);
        assertThat(codec.whenReadable(bytes)).isCompleted();
    }

    private static RecordFormat copied(RecordFormat format) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(format);
        return (RecordFormat)
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @Test
    void aSchemaThatIsNewWhileItIsAwayIsWaitedForAndIsNoFaultOfTheRecord() throws Exception {
        RecordCodec<ImageEvent> patient = prepare(options).reading(ImageEvent.class);
        RecordCodec<ImageEvent> impatient = prepare(hasty).reading(ImageEvent.class);
        byte[] bytes = newer();
        registry.goAway();

        assertThatThrownBy(() -> impatient.decode(bytes))
                .isInstanceOf(SchemaUnavailableException.class);
        CompletableFuture<Void> readable = patient.whenReadable(bytes);
        assertThat(readable).isNotDone();

        registry.comeBack();
        readable.get();
        assertThat(patient.decode(bytes).getId()).isEqualTo("newer");
        assertThat(impatient.decode(bytes).getId()).isEqualTo("newer");
    }

    @Test
    void aSchemaIsAskedForOnce() throws Exception {
        RecordCodec<ImageEvent> codec = prepare(options).reading(ImageEvent.class);
        byte[] bytes = newer();
        byte[] unknown = ConfluentHeader.of(77);

        for (int i = 0; i < 20; i++) {
            codec.decode(bytes);
            assertThatThrownBy(() -> codec.decode(unknown))
                    .isInstanceOf(MalformedRecordException.class);
        }

        assertThat(registry.requests().stream().filter(asked -> asked.contains("/ids/")))
                .containsExactlyInAnyOrder("GET /schemas/ids/2", "GET /schemas/ids/77");
    }

    @Test
    void aPlaceThatIsNoRegistryIsNoFaultOfTheRecord() throws Exception {
        RecordCodec<ImageEvent> codec =
                new RegistryFormat(
                                RegistryOptions.of(
                                        registry.url() + "/elsewhere", RegistryCredentials.NONE),
                                Map.of(),
                                Map.of())
                        .reading(ImageEvent.class);

        assertThatThrownBy(() -> codec.decode(ConfluentHeader.of(1)))
                .isInstanceOf(SchemaUnavailableException.class)
                .hasMessageContaining("404");
    }

    @Test
    void credentialsAreSentAndTheirRefusalIsSaid() {
        RegistryCredentials user =
                RegistryCredentials.of(Map.of("basic.auth.user.info", "reader:secret"));
        registry.admitOnly("Basic cmVhZGVyOnNlY3JldA==");

        assertThatThrownBy(() -> prepare(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--schema-registry-properties")
                .hasMessageContaining("401");
        assertThat(prepare(RegistryOptions.of(registry.url(), user)).ids()).hasSize(1);
        assertThat(RegistryOptions.of(registry.url(), user).toString())
                .doesNotContain("secret", "cmVhZGVyOnNlY3JldA");

        registry.admitOnly("Bearer t0ken");
        RegistryCredentials bearer =
                RegistryCredentials.of(Map.of("schema.registry.bearer.auth.token", "t0ken"));
        assertThat(prepare(RegistryOptions.of(registry.url(), bearer)).ids()).hasSize(1);
    }

    @Test
    void whoMayNotSetTheCompatibilityIsToldAndGoesOn() {
        registry.takeNoSettings();

        assertThat(prepare(options).ids()).hasSize(1);
        assertThat(said).hasSize(2);
        assertThat(said.get(1)).contains("images-value", "403 Forbidden");
    }

    @Test
    void mistakesInTheUrlAreSaidWithoutThePassword() {
        assertThatThrownBy(() -> of("http://user:secret@host/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining("secret");
        for (String url : Set.of("ftp://u:secret@host", "registry:8081", "http:///x", "h t")) {
            assertThatThrownBy(() -> of(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("URL")
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> of("http://host/?a=b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegistryCredentials.of(Map.of("basic.auth.user.info", "nobody")))
                .hasMessageContaining("USER:PASSWORD");
        assertThatThrownBy(
                        () ->
                                RegistryCredentials.of(
                                        Map.of(
                                                "basic.auth.user.info", "a:b",
                                                "bearer.auth.token", "c")))
                .hasMessageContaining("not both");
    }

    private static RegistryOptions of(String url) {
        return RegistryOptions.of(url, RegistryCredentials.NONE);
    }

    @Test
    void schemasThatReferToOthersAreReadAndOtherLanguagesRefused() throws Exception {
        RegistryHttp http = new RegistryHttp(options);
        ObjectMapper json = new ObjectMapper();
        http.send(
                        "POST",
                        "/subjects/labels/versions",
                        json.readTree(
                                "{\"schema\": \"{\\\"type\\\":\\\"enum\\\",\\\"name\\\":\\\"acme.Label\\\",\\\"symbols\\\":[\\\"CAT\\\"]}\"}"))
                .get();
        String field =
                "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"ImageEvent\\\",\\\"namespace\\\":\\\"io.beitstream.schemas\\\",\\\"fields\\\":["
                        + "{\\\"name\\\":\\\"label\\\",\\\"type\\\":\\\"acme.Label\\\"},{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"string\\\"}]}";
        int id =
                http.send(
                                "POST",
                                "/subjects/foreign/versions",
                                json.readTree(
                                        "{\"schema\": \""
                                                + field
                                                + "\", \"references\": [{\"name\": \"acme.Label\", \"subject\": \"labels\", \"version\": 1}]}"))
                        .get()
                        .path("id")
                        .asInt();
        int proto =
                http.send(
                                "POST",
                                "/subjects/proto/versions",
                                json.readTree(
                                        "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message A {}\"}"))
                        .get()
                        .path("id")
                        .asInt();
        RecordCodec<ImageEvent> codec = prepare(options).reading(ImageEvent.class);

        byte[] bytes = {0, 0, 0, 0, (byte) id, 0, 2, 'q'};

        assertThat(codec.decode(bytes).getId()).isEqualTo("q");
        assertThatThrownBy(() -> codec.decode(ConfluentHeader.of(proto)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("PROTOBUF");
    }

    @Test
    void withoutARegistryTheWireFormatIsRecognisedAndTheOptionNamed() {
        assertThatThrownBy(
                        () ->
                                new SingleObjectCodec<>(ImageEvent.class)
                                        .decode(ConfluentHeader.of(3)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("--schema-registry");
    }
}
