package io.beitstream.infra.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.search.index.GraphOptions;
import io.beitstream.infra.search.index.IndexOptions;
import io.beitstream.infra.search.index.IndexService;
import io.beitstream.infra.search.pictures.Pictures;
import io.beitstream.infra.search.server.SearchServer;
import io.beitstream.infra.search.server.SearchServerOptions;
import io.beitstream.infra.search.server.Towers;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.TokenSequence;
import java.awt.Color;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation, with a broker, a cluster and an index of this JVM. */
@Timeout(300)
class SqlExampleITCase {
    private static final Path EXAMPLE = Path.of("../docs/examples/features.sql");
    private static final int IMAGES = 12;

    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private EmbeddedFlink flink;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
        flink = EmbeddedFlink.start(1, new Configuration());
        kafka.createTopics(1, "images", "visual-tokens", "image-embeddings", "dead-letters");
        publish();
    }

    @AfterEach
    void stop() {
        flink.close();
        kafka.close();
    }

    /** Pictures, and four records that are to become dead letters. */
    private void publish() throws Exception {
        SingleObjectCodec<ImageEvent> codec = new SingleObjectCodec<>(ImageEvent.class);
        ByteArraySerializer asIs = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), asIs, asIs)) {
            for (int i = 0; i < IMAGES; i++) {
                Color color = Color.getHSBColor(i / (float) IMAGES, 1, 0.8f);
                String id = "color-" + i;
                send(producer, id, codec.encode(event(id, Pictures.png(64, 48, color), null)));
            }
            send(producer, "broken", codec.encode(event("broken", new byte[] {1, 2, 3}, null)));
            send(producer, "far", codec.encode(event("far", null, "http://example.com/a.png")));
            send(producer, "neither", codec.encode(event("neither", null, null)));
            send(producer, "garbage", new byte[] {9, 9, 9});
            send(producer, "deleted", null);
        }
    }

    private static ImageEvent event(String id, byte[] file, String uri) {
        return ImageEvent.newBuilder()
                .setId(id)
                .setBytes(file == null ? null : ByteBuffer.wrap(file))
                .setUri(uri)
                .setAttributes(Map.of("shows", id))
                .build();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String key, byte[] value) {
        producer.send(new ProducerRecord<>("images", key.getBytes(StandardCharsets.UTF_8), value));
    }

    @Test
    void theExampleMakesRecordsAsTheJobDoesAndFindsThem() throws Exception {
        StreamExecutionEnvironment env = flink.environment();
        env.setParallelism(1);
        StreamTableEnvironment sql = StreamTableEnvironment.create(env);
        List<List<Row>> answers = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        places.put("localhost:9092", kafka.bootstrapServers());
        places.put("/models/tokenizer", ShippedModels.tokenizer(directory).toString());
        places.put("/models/encoder", ShippedModels.encoder(directory).toString());
        for (String statement : SqlScript.read(EXAMPLE).statements(places)) {
            if (statement.startsWith("EXECUTE")) {
                assertModelRunsOnce(sql, statement);
            }
            if (!statement.startsWith("CREATE TABLE image_index")) {
                answers.add(SqlScript.run(sql, statement));
            } else {
                break;
            }
        }

        Map<String, TokenSequence> tokens = records("visual-tokens", TokenSequence.class);
        assertThat(tokens).hasSize(IMAGES);
        tokens.forEach(
                (key, record) -> {
                    assertThat(record.getImageId()).isEqualTo(key);
                    assertThat(record.getCodes())
                            .hasSize(record.getGridHeight() * record.getGridWidth());
                    assertThat(record.getProvenance().getTopic()).isEqualTo("images");
                    assertThat(record.getAttributes()).containsEntry("shows", key);
                });
        assertThat(records("image-embeddings", ImageEmbedding.class))
                .hasSize(IMAGES)
                .allSatisfy((key, record) -> assertThat(record.getVector()).hasSize(192));
        assertThat(deadLetters())
                .containsExactlyInAnyOrder(
                        "broken DECODE image-unsupported-format",
                        "far FETCH scheme-not-allowed",
                        "neither SOURCE malformed-event",
                        "null SOURCE malformed-event");
        List<Row> counts = answers.get(answers.size() - 2);
        assertThat(counts.get(counts.size() - 1).getField("images")).isEqualTo((long) IMAGES);

        assertNearest(sql, places);
    }

    /** Three inserts ask for the predictions; Flink computes them for all three together. */
    private static void assertModelRunsOnce(StreamTableEnvironment sql, String statement)
            throws Exception {
        Object plan =
                SqlScript.run(sql, statement.replaceFirst("EXECUTE", "EXPLAIN")).get(0).getField(0);
        String executed = String.valueOf(plan).split("== Optimized Execution Plan ==", 2)[1];
        assertThat(executed.split("MLPredictTableFunction", -1)).hasSize(2);
    }

    private void assertNearest(StreamTableEnvironment sql, Map<String, String> places)
            throws Exception {
        try (IndexService index = IndexService.open(indexOptions(), line -> {})) {
            assertThat(index.await().images()).isEqualTo(IMAGES);
            try (SearchServer server =
                    SearchServer.start(
                            SearchServerOptions.DEFAULTS.at("127.0.0.1", 0),
                            index.index(),
                            Towers.NONE,
                            image -> Optional.empty())) {
                places.put("http://localhost:8090", server.address().toString());
                List<String> statements = SqlScript.read(EXAMPLE).statements(places);
                List<Row> found = List.of();
                for (String statement :
                        statements.subList(statements.size() - 3, statements.size())) {
                    found = SqlScript.run(sql, statement);
                }

                assertThat(found).hasSize(3 * IMAGES);
                assertThat(found)
                        .filteredOn(row -> row.getField("asked").equals(row.getField("nearest")))
                        .hasSize(IMAGES)
                        .allSatisfy(
                                row ->
                                        assertThat((Double) row.getField("score"))
                                                .isCloseTo(1, within(1e-4)));
            }
        }
    }

    private IndexOptions indexOptions() {
        return new IndexOptions(
                "example",
                directory.resolve("index"),
                new KafkaClients(kafka.bootstrapServers(), Map.of()),
                "image-embeddings",
                "visual-tokens",
                false,
                false,
                true,
                Duration.ofSeconds(1),
                GraphOptions.DEFAULTS);
    }

    private List<String> deadLetters() throws Exception {
        SingleObjectCodec<DeadLetter> codec = new SingleObjectCodec<>(DeadLetter.class);
        List<String> letters = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read("dead-letters")) {
            DeadLetter letter = codec.decode(record.value());
            letters.add(
                    "%s %s %s"
                            .formatted(
                                    letter.getImageId(),
                                    letter.getStage(),
                                    letter.getErrorClass()));
        }
        return letters;
    }

    private <T extends SpecificRecord> Map<String, T> records(String topic, Class<T> type)
            throws Exception {
        SingleObjectCodec<T> codec = new SingleObjectCodec<>(type);
        Map<String, T> records = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
            records.put(
                    new String(record.key(), StandardCharsets.UTF_8), codec.decode(record.value()));
        }
        return records;
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> reader =
                new KafkaClients(kafka.bootstrapServers(), Map.of())
                        .consumer("read_committed", "earliest")) {
            long end = reader.endOffsets(List.of(partition)).get(partition);
            reader.assign(List.of(partition));
            while (reader.position(partition) < end) {
                reader.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
