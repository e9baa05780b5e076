package io.beitstream.infra.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.infra.search.IndexedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IndexServiceITCase {
    private static IndexTopics topics;

    @TempDir private Path folder;
    private final HeardLines said = new HeardLines();
    private String embeddings;
    private String tokens;

    @BeforeAll
    static void start() {
        topics = new IndexTopics();
    }

    @AfterAll
    static void stop() {
        topics.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        embeddings = name + "-embeddings";
        tokens = name + "-tokens";
        topics.create(2, embeddings, tokens);
    }

    private IndexOptions options(boolean switches, boolean rebuild, boolean untilNow) {
        return new IndexOptions(
                "test",
                folder.resolve("index"),
                topics.clients(),
                embeddings,
                tokens,
                switches,
                rebuild,
                untilNow,
                Duration.ofMillis(200),
                GraphOptions.DEFAULTS);
    }

    private IndexService open(IndexOptions options) throws Exception {
        return IndexService.open(options, said::add);
    }

    private IndexCounts untilNow(boolean switches, boolean rebuild) throws Exception {
        topics.flush();
        try (IndexService service = open(options(switches, rebuild, true))) {
            return service.await();
        }
    }

    /** Publishes images of a model, without waiting. */
    private void publish(int from, int to, String model) {
        for (int i = from; i < to; i++) {
            Random random = new Random(i);
            topics.embedding(
                    embeddings,
                    Records.embedding("i" + i, Records.vector(random, 8)).setModelId(model));
            topics.tokens(tokens, Records.tokens("i" + i, Records.codes(random)));
        }
    }

    @Test
    void topicsAreIndexedAndNewRecordsAreSoonFound() throws Exception {
        publish(0, 50, Records.MODEL);
        topics.flush();
        try (IndexService service = open(options(false, false, false))) {
            assertThat(said.await("caught up"))
                    .isEqualTo("caught up: 50 images, 50 with visual tokens");
            assertThat(service.index().status().modelId()).isEqualTo(Records.MODEL);
            IndexProgress progress = service.progress();
            assertThat(progress.hasCaughtUp()).isTrue();
            assertThat(progress.counts().taken()).isEqualTo(100);
            assertThat(progress.lag()).isZero();
            assertThat(progress.sinceStep()).isLessThan(Duration.ofMinutes(1));

            topics.tombstone(embeddings, "i7");
            topics.embedding(
                    embeddings, Records.embedding("new", Records.vector(new Random(99), 8)));
            topics.flush();
            while (service.index().image("new").isEmpty()
                    || service.index().image("i7").isPresent()) {
                Thread.onSpinWait();
            }

            assertThat(service.index().status().images()).isEqualTo(50);
            assertThat(service.index().status().lag()).isZero();
        }
    }

    @Test
    void aSecondRunGoesOnWhereTheFirstEnded() throws Exception {
        publish(0, 30, Records.MODEL);
        assertThat(untilNow(false, false).taken()).isEqualTo(60);
        publish(30, 40, Records.MODEL);

        IndexCounts counts = untilNow(false, false);

        assertThat(counts.taken()).isEqualTo(20);
        assertThat(counts.images()).isEqualTo(40);
        assertThat(counts.withTokens()).isEqualTo(40);
    }

    @Test
    void aRebuildReadsEverythingAgain() throws Exception {
        publish(0, 30, Records.MODEL);
        untilNow(false, false);

        IndexCounts counts = untilNow(false, true);

        assertThat(counts.taken()).isEqualTo(60);
        assertThat(counts.images()).isEqualTo(30);
    }

    @Test
    void brokenRecordsAreCountedAndNamedOnce() throws Exception {
        publish(0, 3, Records.MODEL);
        topics.embedding(embeddings, Records.embedding("nan", 1, Float.NaN, 0, 0, 0, 0, 0, 0));
        topics.embedding(embeddings, Records.embedding("zero", 0, 0, 0, 0, 0, 0, 0, 0));
        topics.embedding(embeddings, Records.embedding("wide", Records.vector(new Random(1), 9)));
        topics.embedding(embeddings, Records.embedding("4097", new float[4097]));
        topics.send(embeddings, 0, "words", "words".getBytes(StandardCharsets.UTF_8));
        topics.send(embeddings, 0, "more", "words".getBytes(StandardCharsets.UTF_8));
        topics.tokens(tokens, Records.tokens("grid", List.of(1, 2, 3, 4)).setGridWidth(3));
        topics.tokens(tokens, Records.tokens("code", List.of(1, 2, 3, 512)));

        IndexCounts counts = untilNow(false, false);

        assertThat(counts.images()).isEqualTo(3);
        assertThat(counts.broken())
                .isEqualTo(
                        Map.of(
                                "without a sound vector", 2L,
                                "of another dimension", 1L,
                                "of too many dimensions", 1L,
                                "unreadable", 2L,
                                "without a sound grid", 2L));
        assertThat(said.left()).filteredOn(line -> line.contains("is passed over")).hasSize(5);
    }

    @Test
    void takenBackTransactionsAreNotIndexed() throws Exception {
        publish(0, 3, Records.MODEL);
        topics.flush();
        try (KafkaProducer<byte[], byte[]> job =
                topics.producer(Map.of("transactional.id", "a-job"))) {
            job.initTransactions();
            job.beginTransaction();
            job.send(new ProducerRecord<>(embeddings, new byte[] {1}, new byte[] {2}));
            job.flush();
            job.abortTransaction();
        }

        assertThat(untilNow(false, false).broken()).isEmpty();
    }

    @Test
    void newPartitionsAreRead() throws Exception {
        publish(0, 5, Records.MODEL);
        topics.flush();
        try (IndexService service = open(options(false, false, false))) {
            said.await("caught up");
            topics.grow(embeddings, 3);

            topics.embedding(
                    embeddings, 2, Records.embedding("new", Records.vector(new Random(9), 8)));
            topics.flush();

            while (service.index().image("new").isEmpty()) {
                Thread.onSpinWait();
            }
        }
        assertThat(untilNow(false, false).taken()).isZero();
    }

    @Test
    void anotherModelsRecordsArePassedOver() throws Exception {
        publish(0, 5, Records.MODEL);
        topics.flush();
        publish(0, 9, Records.OTHER_MODEL);

        IndexCounts counts = untilNow(false, false);

        assertThat(counts.images()).isEqualTo(5);
        assertThat(counts.passedOver())
                .extracting(other -> other.kind().modelId(), PassedOver::count)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Records.OTHER_MODEL, 9L));
        assertThat(said.await("records of"))
                .contains(Records.OTHER_MODEL, Records.MODEL, "--switch");
        assertThat(counts.text()).contains("9 records of " + Records.OTHER_MODEL + " passed over");
    }

    @Test
    void aSwitchIsMadeWhenTheOtherModelHasAllImages() throws Exception {
        publish(0, 20, Records.MODEL);
        topics.flush();
        try (IndexService service = open(options(true, false, false))) {
            said.await("caught up");
            publish(0, 12, Records.OTHER_MODEL);
            topics.flush();
            said.await("building an index of " + Records.OTHER_MODEL);
            assertThat(service.index().status().modelId()).isEqualTo(Records.MODEL);
            assertThat(service.index().status().images()).isEqualTo(20);

            topics.tombstone(embeddings, "i19");
            publish(12, 19, Records.OTHER_MODEL);
            topics.flush();

            assertThat(said.await("the index is of " + Records.OTHER_MODEL))
                    .contains("19 images; 0 of those before");
            assertThat(service.index().status().modelId()).isEqualTo(Records.OTHER_MODEL);
            assertThat(service.index().status().images()).isEqualTo(19);
            assertThat(service.index().status().withTokens()).isEqualTo(19);
            publish(0, 1, Records.MODEL);
            topics.flush();
        }
        IndexCounts counts = untilNow(true, false);
        assertThat(counts.images()).isEqualTo(19);
        assertThat(counts.passedOver()).extracting(PassedOver::count).containsExactly(1L);
        assertThat(folder.resolve("index/generation-000001")).doesNotExist();
    }

    @Test
    void whatWasPassedOverIsReadOnceASwitchIsWanted() throws Exception {
        publish(0, 20, Records.MODEL);
        topics.flush();
        publish(0, 20, Records.OTHER_MODEL);
        untilNow(false, false);

        untilNow(true, false);

        said.await("the index is of " + Records.OTHER_MODEL);
        IndexCounts counts = untilNow(false, false);
        assertThat(counts.images()).isEqualTo(20);
        assertThat(counts.withTokens()).isEqualTo(20);
        assertThat(counts.passedOver()).isEmpty();
    }

    @Test
    void aHalfBuiltIndexIsGoneOnWith() throws Exception {
        publish(0, 20, Records.MODEL);
        topics.flush();
        publish(0, 10, Records.OTHER_MODEL);
        untilNow(true, false);
        said.await("building");
        publish(10, 20, Records.OTHER_MODEL);

        untilNow(true, false);

        said.await("going on");
        said.await("the index is of " + Records.OTHER_MODEL);
    }

    @Test
    void aRecreatedTopicIsNotTakenForTheOldOne() throws Exception {
        publish(0, 5, Records.MODEL);
        untilNow(false, false);
        topics.delete(embeddings);
        topics.create(2, embeddings);

        assertThatThrownBy(() -> untilNow(false, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(embeddings, "created again", "--rebuild");
        publish(0, 2, Records.MODEL);
        assertThat(untilNow(false, true).images()).isEqualTo(2);
    }

    @Test
    void recordsThatWereDeletedUnreadAreMissed() throws Exception {
        publish(0, 20, Records.MODEL);
        untilNow(false, false);
        publish(20, 40, Records.MODEL);
        topics.flush();
        topics.deleteRecords(embeddings, -1);

        assertThatThrownBy(() -> untilNow(false, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(embeddings, "deleted before", "--rebuild");
    }

    @Test
    void anIndexOfOtherTopicsIsRefused() throws Exception {
        publish(0, 2, Records.MODEL);
        untilNow(false, false);
        String before = embeddings;
        embeddings = tokens;
        tokens = before;

        embeddings = "elsewhere";
        topics.create(1, "elsewhere");

        assertThatThrownBy(() -> untilNow(false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(before, "--rebuild");
    }

    @Test
    void twoProcessesDoNotUseOneIndex() throws Exception {
        try (IndexService service = open(options(false, false, false))) {
            assertThatThrownBy(() -> open(options(false, false, false)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another process");
            service.stop();
            service.await();
        }
        assertThat(Files.exists(folder.resolve("index/serving"))).isTrue();
    }

    @Test
    void theNewestIsWhatWasPublishedLast() throws Exception {
        publish(0, 5, Records.MODEL);
        topics.flush();
        try (IndexService service = open(options(false, false, true))) {
            service.await();
            topics.flush();
            assertThat(service.index().newest(2))
                    .hasSize(2)
                    .extracting(IndexedImage::topic)
                    .containsOnly("images");
        }
    }
}
