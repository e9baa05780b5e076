package io.beitstream.infra.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.TokenSequence;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that read both topics, as their readers start them. */
class ConsumerExamplesITCase {
    private static final Path EXAMPLES = Path.of("../docs/examples");
    private static final String EXPECTED =
            """
            a/1: 4 tokens, 3 dimensions of tiny@aaaaaaaaaaaa
            b: 9 tokens, 3 dimensions of tiny@aaaaaaaaaaaa
            """;

    @TempDir static Path folder;
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void publish() throws Exception {
        kafka = EmbeddedKafka.start();
        kafka.createTopics(2, "tokens", "embeddings");
        SingleObjectCodec<TokenSequence> tokens = new SingleObjectCodec<>(TokenSequence.class);
        SingleObjectCodec<ImageEmbedding> embeddings =
                new SingleObjectCodec<>(ImageEmbedding.class);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (String id : List.of("a/1", "b", "gone")) {
                List<Integer> codes =
                        id.equals("b") ? List.of(1, 2, 3, 4, 5, 6, 7, 8, 9) : List.of(1, 2, 3, 4);
                producer.send(
                        new ProducerRecord<>(
                                "tokens", id, tokens.encode(Records.tokens(id, codes).build())));
                producer.send(
                        new ProducerRecord<>(
                                "embeddings",
                                id,
                                embeddings.encode(Records.embedding(id, 1, 0, 0).build())));
            }
            producer.send(new ProducerRecord<>("tokens", "gone", null));
            producer.send(new ProducerRecord<>("embeddings", "gone", null));
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void theJavaExampleReadsBothTopics() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertThat(
                        run(
                                java,
                                "-cp",
                                System.getProperty("java.class.path"),
                                EXAMPLES.resolve("ReadFeatures.java").toString(),
                                kafka.bootstrapServers(),
                                "tokens",
                                "embeddings"))
                .isEqualTo(EXPECTED);
    }

    @Test
    void thePythonExampleReadsBothTopics() throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "python3 -c 'import confluent_kafka, fastavro'")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0,
                "python3 with confluent-kafka and fastavro is not installed");
        assertThat(
                        run(
                                "python3",
                                EXAMPLES.resolve("read_features.py").toString(),
                                kafka.bootstrapServers(),
                                "tokens",
                                "embeddings",
                                "../schemas/src/main/resources/io/beitstream/schemas/history"))
                .isEqualTo(EXPECTED);
    }

    private static String run(String... command) throws Exception {
        File errors = folder.resolve("errors.txt").toFile();
        Process process =
                new ProcessBuilder(new ArrayList<>(List.of(command))).redirectError(errors).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors.toPath())).isZero();
        return out.replace("\r\n", "\n");
    }
}
