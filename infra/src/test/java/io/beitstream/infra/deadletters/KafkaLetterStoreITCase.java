package io.beitstream.infra.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.schemas.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaLetterStoreITCase {
    private static LetterBroker broker;

    @BeforeAll
    static void start() {
        broker = new LetterBroker();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static List<String> open(String topic) {
        try (KafkaLetterStore store = store(topic)) {
            return store.index(LetterFilter.ALL).open().stream().map(LetterFacts::id).toList();
        }
    }

    private static KafkaLetterStore store(String topic) {
        return new KafkaLetterStore(broker.clients(), topic, Duration.ofMillis(400));
    }

    @Test
    void theNewestLetterOfAKeyCountsAndATombstoneEndsIt() {
        broker.create("newest");
        broker.letter("newest", Letters.truncated("a"));
        broker.letter("newest", Letters.truncated("b"));
        broker.letter("newest", Letters.truncated("c"));
        broker.letter(
                "newest", Letters.letter("a", Stage.FETCH, "http-503", "2026-11-01T11:00:00Z"));
        broker.send("newest", 0, Letters.utf8("b"), null);

        try (KafkaLetterStore store = store("newest")) {
            assertThat(store.index(LetterFilter.ALL).open())
                    .extracting(LetterFacts::id, LetterFacts::cause)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("c", "image-truncated"),
                            org.assertj.core.groups.Tuple.tuple("a", "http-503"));
        }
    }

    @Test
    void aTopicWithoutRecordsHasNoLetters() {
        broker.create("empty");

        assertThat(open("empty")).isEmpty();
    }

    @Test
    void recordsThatAreNoLettersAreCountedAndSkipped() {
        broker.create("mixed");
        broker.letter("mixed", Letters.truncated("a"));
        broker.send("mixed", 0, Letters.utf8("a"), Letters.utf8("no letter"));

        try (KafkaLetterStore store = store("mixed")) {
            LetterIndex index = store.index(LetterFilter.ALL);

            assertThat(index.unreadableRecords()).isEqualTo(1);
            assertThat(index.open()).extracting(LetterFacts::id).containsExactly("a");
        }
    }

    @Test
    void aLetterWithoutKeyIsNamedByTheOriginOfItsEvent() {
        broker.create("keyless");
        byte[] letter =
                new io.beitstream.schemas.SingleObjectCodec<>(
                                io.beitstream.schemas.DeadLetter.class)
                        .encode(
                                Letters.truncated("a")
                                        .setImageId(null)
                                        .setOriginalKey(null)
                                        .build());
        broker.send("keyless", 0, null, letter);
        assertThat(open("keyless")).containsExactly("images-0@3");

        broker.send("keyless", 0, Letters.utf8("images-0@3"), null);
        assertThat(open("keyless")).isEmpty();
    }

    @Test
    void lettersAreReadAgainByPosition() {
        broker.create("positions");
        long first = broker.letter("positions", Letters.truncated("a"));
        broker.send("positions", 0, Letters.utf8("b"), null);
        long last = broker.letter("positions", Letters.truncated("c"));

        try (KafkaLetterStore store = store("positions")) {
            assertThat(store.read(new Position(0, first)).orElseThrow().key())
                    .isEqualTo(LetterKey.of("a"));
            assertThat(store.read(new Position(0, last)).orElseThrow().key())
                    .isEqualTo(LetterKey.of("c"));
            assertThat(store.read(store.position("positions-0@0")).orElseThrow().key())
                    .isEqualTo(LetterKey.of("a"));
            assertThat(store.read(new Position(0, first + 1))).isEmpty();
            assertThat(store.read(new Position(0, 99))).isEmpty();
            assertThat(store.read(new Position(7, 0))).isEmpty();
        }
    }

    @Test
    void behindAnOpenTransactionNothingIsSettled() {
        broker.create("open");
        broker.letter("open", Letters.truncated("a"));
        broker.letter("open", Letters.truncated("b"));
        try (Producer<byte[], byte[]> job = broker.clients().producer("a-job");
                KafkaLetterStore store = store("open")) {
            job.initTransactions();
            job.beginTransaction();
            job.send(new ProducerRecord<>("open", Letters.utf8("x"), Letters.utf8("y")));
            job.flush();
            broker.send("open", 0, Letters.utf8("a"), null);

            LetterIndex index = store.index(LetterFilter.ALL);

            assertThat(index.isUnsettled(LetterKey.of("a"))).isTrue();
            assertThat(index.isUnsettled(LetterKey.of("b"))).isFalse();
            assertThat(index.open()).hasSize(2);
            job.abortTransaction();
        }
    }

    @Test
    void lettersOfATransactionThatWasTakenBackDoNotCount() {
        broker.create("aborted");
        try (Producer<byte[], byte[]> job = broker.clients().producer("another-job")) {
            job.initTransactions();
            job.beginTransaction();
            job.send(new ProducerRecord<>("aborted", Letters.utf8("x"), Letters.utf8("y")));
            job.flush();
            job.abortTransaction();
        }
        broker.letter("aborted", Letters.truncated("a"));

        assertThat(open("aborted")).containsExactly("a");
    }

    @Test
    void aKeyInSeveralPartitionsIsOneLetter() {
        broker.create(new NewTopic("spread", 2, (short) 1));
        byte[] letter =
                new io.beitstream.schemas.SingleObjectCodec<>(
                                io.beitstream.schemas.DeadLetter.class)
                        .encode(Letters.truncated("a").build());
        broker.send("spread", 0, Letters.utf8("a"), letter);
        broker.send("spread", 1, Letters.utf8("a"), letter);

        try (KafkaLetterStore store = store("spread")) {
            LetterIndex index = store.index(LetterFilter.ALL);

            assertThat(index.open()).hasSize(1);
            assertThat(index.parts(index.open().get(0))).isEqualTo(Set.of(0, 1));
        }
    }
}
