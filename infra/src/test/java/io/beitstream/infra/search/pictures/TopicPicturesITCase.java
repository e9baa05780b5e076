package io.beitstream.infra.search.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.jobs.pipeline.fetch.FetchAccess;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.awt.Color;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicPicturesITCase {
    private static final String TOPIC = "images";
    private static final SingleObjectCodec<ImageEvent> CODEC =
            new SingleObjectCodec<>(ImageEvent.class);
    @TempDir private static Path directory;
    private static EmbeddedKafka kafka;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
        kafka.createTopics(2, TOPIC);
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        kafka.close();
    }

    private static KafkaClients clients() {
        return new KafkaClients(kafka.bootstrapServers(), Map.of());
    }

    private static TopicPictures pictures(FetchAccess access) {
        return new TopicPictures(clients(), FetchOptions.DEFAULTS.withAccess(access));
    }

    private static long publish(int partition, String key, byte[] value) throws Exception {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        return producer.send(new ProducerRecord<>(TOPIC, partition, keyBytes, value))
                .get()
                .offset();
    }

    private static byte[] holding(String id, byte[] picture) {
        return CODEC.encode(
                ImageEvent.newBuilder()
                        .setId(id)
                        .setBytes(ByteBuffer.wrap(picture))
                        .setAttributes(Map.of())
                        .build());
    }

    private static byte[] naming(String id, String uri) {
        return CODEC.encode(
                ImageEvent.newBuilder().setId(id).setUri(uri).setAttributes(Map.of()).build());
    }

    @Test
    void picturesAreReadWhereTheirEventsLie() throws Exception {
        byte[] red = Pictures.png(300, 200, Color.RED);
        byte[] blue = Pictures.png(40, 40, Color.BLUE);
        long first = publish(0, "a", holding("a", red));
        for (int i = 0; i < 50; i++) {
            publish(0, "filler", holding("filler", blue));
        }
        long last = publish(1, "b/ü", holding("b/ü", blue));
        long raw = publish(1, "raw", red);

        try (TopicPictures pictures = pictures(FetchAccess.DEFAULTS)) {
            assertThat(pictures.encoded(Pictures.at("a", TOPIC, 0, first))).contains(red);
            assertThat(pictures.encoded(Pictures.at("b/ü", TOPIC, 1, last))).contains(blue);
            assertThat(pictures.encoded(Pictures.at("raw", TOPIC, 1, raw))).contains(red);
            assertThat(pictures.encoded(Pictures.at("a", TOPIC, 0, first))).contains(red);
            Thumbnails thumbnails = new Thumbnails(pictures, 1 << 20);
            byte[] jpeg =
                    thumbnails.jpeg(Pictures.at("a", TOPIC, 0, first), 128, false).orElseThrow();
            assertThat(Pictures.read(jpeg).getWidth()).isEqualTo(128);
        }
    }

    @Test
    void readingHereAndThereDoesNotWaitForNewRecords() throws Exception {
        byte[] blue = Pictures.png(40, 40, Color.BLUE);
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            offsets.add(publish(i % 2, "p", holding("p", blue)));
        }

        try (TopicPictures pictures = pictures(FetchAccess.DEFAULTS)) {
            long started = System.nanoTime();
            for (int i = 39; i >= 0; i--) {
                assertThat(pictures.encoded(Pictures.at("p", TOPIC, i % 2, offsets.get(i))))
                        .contains(blue);
            }
            // A fetch that waits for records takes half a second.
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void aTopicThatWasDeletedKeepsNobodyWaiting() throws Exception {
        kafka.createTopics(1, "doomed");
        byte[] large = new byte[200_000];
        for (int i = 0; i < 12; i++) {
            byte[] key = ("i" + i).getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>("doomed", 0, key, holding("i" + i, large))).get();
        }
        try (TopicPictures pictures = pictures(FetchAccess.DEFAULTS);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(pictures.encoded(Pictures.at("i0", "doomed", 0, 0))).contains(large);
            admin.deleteTopics(List.of("doomed")).all().get();

            assertThat(CompletableFuture.supplyAsync(() -> orNone(pictures, 11)))
                    .succeedsWithin(Duration.ofSeconds(20))
                    .isEqualTo(Optional.empty());
            assertThat(orNone(pictures, 3)).isEmpty();
        }
    }

    private static Optional<byte[]> orNone(TopicPictures pictures, long offset) {
        try {
            return pictures.encoded(Pictures.at("i" + offset, "doomed", 0, offset));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Test
    void aPictureWithoutAKeyIsKnownByItsPlace() throws Exception {
        byte[] red = Pictures.png(3, 3, Color.RED);
        long offset = producer.send(new ProducerRecord<>(TOPIC, 1, null, red)).get().offset();
        String id = TOPIC + "-1@" + offset;

        try (TopicPictures pictures = pictures(FetchAccess.DEFAULTS)) {
            assertThat(pictures.encoded(Pictures.at(id, TOPIC, 1, offset))).contains(red);
            assertThat(pictures.encoded(Pictures.at("other", TOPIC, 1, offset))).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsEmpty() throws Exception {
        byte[] red = Pictures.png(3, 3, Color.RED);
        long held = publish(0, "held", holding("held", red));
        long deleted = publish(0, "held", null);

        try (TopicPictures pictures = pictures(FetchAccess.DEFAULTS)) {
            assertThat(pictures.encoded(Pictures.at("other", TOPIC, 0, held))).isEmpty();
            assertThat(pictures.encoded(Pictures.at("held", TOPIC, 0, deleted))).isEmpty();
            assertThat(pictures.encoded(Pictures.at("held", TOPIC, 0, 1_000_000))).isEmpty();
            assertThat(pictures.encoded(Pictures.at("held", TOPIC, 9, 0))).isEmpty();
            assertThat(pictures.encoded(Pictures.at("held", "folder", -1, -1))).isEmpty();
        }
    }

    @Test
    void urisAreFetchedUnderTheRulesOfTheJob() throws Exception {
        byte[] green = Pictures.png(8, 8, Color.GREEN);
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Path inside = Files.write(allowed.resolve("a.png"), green);
        Path outside = Files.write(directory.resolve("b.png"), green);
        HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext(
                "/c.png",
                exchange -> {
                    exchange.sendResponseHeaders(200, green.length);
                    exchange.getResponseBody().write(green);
                    exchange.close();
                });
        http.start();
        String web = "http://127.0.0.1:%d/c.png".formatted(http.getAddress().getPort());
        long a = publish(0, "a", naming("a", inside.toUri().toString()));
        long b = publish(0, "b", naming("b", outside.toUri().toString()));
        long c = publish(0, "c", naming("c", web));
        FetchAccess closed = new FetchAccess(Set.of("http"), Set.of(), false, Set.of());
        FetchAccess open = new FetchAccess(Set.of("http"), Set.of(), true, Set.of());

        try (TopicPictures files = pictures(FetchAccess.toFilesBelow(allowed));
                TopicPictures publicOnly = pictures(closed);
                TopicPictures all = pictures(open)) {
            assertThat(files.encoded(Pictures.at("a", TOPIC, 0, a))).contains(green);
            assertThat(files.encoded(Pictures.at("b", TOPIC, 0, b))).isEmpty();
            assertThat(publicOnly.encoded(Pictures.at("c", TOPIC, 0, c))).isEmpty();
            assertThat(publicOnly.encoded(Pictures.at("a", TOPIC, 0, a))).isEmpty();
            assertThat(all.encoded(Pictures.at("c", TOPIC, 0, c))).contains(green);
        } finally {
            http.stop(0);
        }
    }

    @Test
    void aBrokerThatIsAwayIsToldInTime() throws Exception {
        KafkaClients nobody = new KafkaClients("localhost:1", Map.of());
        try (TopicPictures pictures = new TopicPictures(nobody, FetchOptions.DEFAULTS)) {
            assertThatThrownBy(() -> pictures.encoded(Pictures.at("a", TOPIC, 0, 0)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Kafka does not give the picture");
        }
    }
}
