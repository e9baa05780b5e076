package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.deadletters.LetterBroker;
import io.beitstream.infra.demo.SampleImages;
import io.beitstream.schemas.ConfluentHeader;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SchemaHistory;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.registry.FakeRegistry;
import io.beitstream.schemas.registry.TestRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands with a schema registry, one after the other on the same topics: events of old and
 * new producers in, features and dead letters out, an index, a replay. What an event's producer
 * puts into its headers is in all that comes of it.
 */
@Timeout(300)
@TestMethodOrder(OrderAnnotation.class)
class RegistryITCase {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final byte[] PHOTO = SampleImages.create().get(0).bytes();

    private static LetterBroker broker;
    private static FakeRegistry registry;
    @TempDir static Path directory;

    @BeforeAll
    static void publish() throws Exception {
        broker = new LetterBroker();
        registry = FakeRegistry.start();
        broker.create("images", "tokens", "embeddings", "dead-letters");
        Schema first = SchemaHistory.schema("ImageEvent", 1);
        Schema newer =
                TestRecords.eventWith(
                        "{\"name\": \"sensor\", \"type\": \"string\", \"default\": \"\"}");
        send("of-version-1", TestRecords.written(register(first), event(first, "of-version-1")));
        send("of-the-future", TestRecords.written(register(newer), event(newer, "of-the-future")));
        send(
                "single-object",
                new SingleObjectCodec<>(ImageEvent.class)
                        .encode(
                                ImageEvent.newBuilder()
                                        .setId("single-object")
                                        .setBytes(ByteBuffer.wrap(PHOTO))
                                        .build()));
        send("of-nobody", ConfluentHeader.of(4711));
    }

    @AfterAll
    static void stop() {
        broker.close();
        registry.close();
    }

    private static int register(Schema schema) {
        return registry.register("images-value", schema);
    }

    private static GenericRecord event(Schema schema, String id) {
        GenericRecord event = new GenericData.Record(schema);
        event.put("id", id);
        event.put("bytes", ByteBuffer.wrap(PHOTO));
        event.put("attributes", Map.of());
        if (schema.getField("sensor") != null) {
            event.put("sensor", "s-1");
        }
        return event;
    }

    private static void send(String id, byte[] value) {
        broker.send(
                "images",
                0,
                id.getBytes(StandardCharsets.UTF_8),
                value,
                LetterBroker.header("traceparent", TRACE),
                LetterBroker.header("tenant", "a"),
                LetterBroker.header("tenant", "b"));
    }

    private static Outcome run(String command) {
        String arguments =
                command
                        + " --bootstrap-servers "
                        + broker.bootstrapServers()
                        + " --schema-registry "
                        + registry.url();
        return Outcome.run(arguments);
    }

    private static List<String> headers(ConsumerRecord<byte[], byte[]> record) {
        return List.of(record.headers().toArray()).stream()
                .map(RegistryITCase::text)
                .filter(header -> !header.startsWith("beitstream-"))
                .toList();
    }

    private static String text(Header header) {
        return header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8);
    }

    /** The ids in a topic, read with the record's second version; checks headers on the way. */
    private static List<String> ids(String topic, String record) throws Exception {
        Schema behind = SchemaHistory.schema(record, 2);
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> found : broker.committed(topic)) {
            assertThat(headers(found))
                    .containsExactly("traceparent=" + TRACE, "tenant=a", "tenant=b");
            Schema writer = registry.schema(ConfluentHeader.id(found.value()));
            assertThat(writer).isEqualTo(TestRecords.newest(record));
            GenericRecord read = TestRecords.read(found.value(), writer, behind);
            ids.add(String.valueOf(read.get("imageId")));
        }
        return ids;
    }

    @Test
    @Order(1)
    void extractReadsEveryVersionAndWritesWhatAReaderBehindItReads() throws Exception {
        Outcome extract =
                run(
                        "extract --input-topic images --until-now --tokens-topic tokens --embeddings-topic embeddings"
                                + " --dead-letters-topic dead-letters --tokenizer models/tiny-tokenizer"
                                + " --encoder models/tiny-encoder --parallelism 1 --precision fp32 --name registry-test-"
                                + broker.bootstrapServers().replaceAll("\\D", "")
                                + " --checkpoint-dir "
                                + directory);

        assertThat(extract.code()).as(extract.err()).isZero();
        assertThat(extract.out()).contains("registered TokenSequence in subject tokens-value");
        assertThat(ids("tokens", "TokenSequence"))
                .containsExactlyInAnyOrder("of-version-1", "of-the-future", "single-object");
        assertThat(ids("embeddings", "ImageEmbedding"))
                .containsExactlyInAnyOrder("of-version-1", "of-the-future", "single-object");
        assertThat(ids("dead-letters", "DeadLetter")).containsExactly("null");
    }

    @Test
    @Order(2)
    void anIndexIsBuiltFromThem() {
        Outcome index =
                run(
                        "index --name registry-test --embeddings-topic embeddings --tokens-topic tokens --until-now --index-dir "
                                + directory);

        assertThat(index.code()).as(index.err()).isZero();
        assertThat(index.out()).contains("3 images");
    }

    @Test
    @Order(3)
    void lettersAreListedAndReplayedAsTheyCame() {
        Outcome list = run("dead-letters list --topic dead-letters --letters");
        Outcome replay = run("dead-letters replay --topic dead-letters");

        assertThat(list.out()).as(list.err()).contains("malformed-event", "of-nobody");
        assertThat(replay.out()).as(replay.err()).startsWith("1 replayed");
        List<ConsumerRecord<byte[], byte[]>> images = broker.committed("images");
        ConsumerRecord<byte[], byte[]> again = images.get(images.size() - 1);
        assertThat(images).hasSize(5);
        assertThat(again.value()).isEqualTo(ConfluentHeader.of(4711));
        assertThat(headers(again)).containsExactly("traceparent=" + TRACE, "tenant=a", "tenant=b");
    }

    @Test
    @Order(4)
    void aTopicOfOtherRecordsEndsWithOneLineAndCodeTwo() {
        Outcome wrong = run("dead-letters list --topic tokens");

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err().strip().lines()).hasSize(1);
        assertThat(wrong.err()).contains("tokens-value", "DeadLetter");
    }

    @Test
    @Order(5)
    void aRegistryThatIsAwayEndsWithOneLineAndCodeOne() {
        registry.goAway();

        Outcome away = run("dead-letters list --topic dead-letters");

        assertThat(away.code()).isEqualTo(1);
        assertThat(away.err().strip().lines()).hasSize(1);
        assertThat(away.err()).contains(registry.url(), "not to be had");
    }
}
