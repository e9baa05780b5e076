package io.beitstream.infra.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Provenance;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReplayITCase {
    private static final Pacer AT_ONCE = Pacer.perSecond(Double.POSITIVE_INFINITY);
    private static LetterBroker broker;

    @BeforeAll
    static void start() {
        broker = new LetterBroker();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** The topics of one test: letters, and the events they came from. */
    private record Topics(String letters, String events) {
        static Topics create(String test) {
            Topics topics = new Topics(test + "-letters", test + "-events");
            broker.create(topics.letters, topics.events);
            return topics;
        }

        DeadLetter.Builder letter(String id) {
            return letter(id, 0, 0);
        }

        DeadLetter.Builder letter(String id, int partition, long offset) {
            DeadLetter.Builder letter = Letters.truncated(id);
            return letter.setProvenance(
                    Provenance.newBuilder(letter.getProvenance())
                            .setTopic(events)
                            .setPartition(partition)
                            .setOffset(offset)
                            .build());
        }

        DeadLetter.Builder omitted(String id, long offset) {
            return letter(id, 0, offset)
                    .setOriginalEvent(ByteBuffer.allocate(0))
                    .setOriginalEventOmitted(true);
        }
    }

    private static ReplayOptions options(int maxAttempts, long limit, int chunkEvents) {
        return new ReplayOptions(null, false, maxAttempts, limit, chunkEvents, 1 << 20);
    }

    private static KafkaLetterStore store(Topics topics) {
        return new KafkaLetterStore(broker.clients(), topics.letters, Duration.ofMillis(400));
    }

    private static ReplayReport replay(Topics topics, ReplayOptions options) throws Exception {
        return replay(topics, options, TransactionalOutlet.open(broker.clients(), topics.letters));
    }

    private static ReplayReport replay(Topics topics, ReplayOptions options, ReplayOutlet open)
            throws Exception {
        try (ReplayOutlet outlet = open;
                KafkaLetterStore store = store(topics);
                Originals originals = new Originals(broker.clients())) {
            return new Replay(store, originals, outlet, options, AT_ONCE)
                    .run(store.index(LetterFilter.ALL));
        }
    }

    @Test
    void anEventReturnsAsItCameWithItsHeadersAndItsLetterEnds() throws Exception {
        Topics topics = Topics.create("whole");
        broker.letter(
                topics.letters,
                topics.letter("a"),
                LetterBroker.header("trace", "4bf9"),
                LetterBroker.header("beitstream-attempts", "1"),
                LetterBroker.header("beitstream-other", "x"));
        broker.letter(topics.letters, topics.letter("b").setOriginalKey(null));

        ReplayReport report = replay(topics, options(3, 100, 10));

        assertThat(report.line()).isEqualTo("2 replayed, 0 skipped by attempts, 0 gone, 0 left");
        List<ConsumerRecord<byte[], byte[]>> events = broker.committed(topics.events);
        assertThat(events.get(0).value()).isEqualTo(Letters.event("a"));
        assertThat(events.get(0).key()).isEqualTo(Letters.utf8("a"));
        assertThat(headers(events.get(0))).isEqualTo("{beitstream-attempts=2, trace=4bf9}");
        assertThat(events.get(1).key()).isNull();
        assertThat(headers(events.get(1))).isEqualTo("{beitstream-attempts=1}");
        assertThat(broker.tombstones(topics.letters)).containsExactly("a", "b");
        assertThat(replay(topics, options(3, 100, 10)).line())
                .isEqualTo("0 replayed, 0 skipped by attempts, 0 gone, 0 left");
    }

    private static String headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new java.util.TreeMap<>();
        record.headers().forEach(h -> headers.put(h.key(), LetterKey.text(h.value())));
        return headers.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void killedAtAnyStepAndRunAgainEachEventIsBackOnce(int steps) throws Exception {
        Topics topics = Topics.create("killed" + steps);
        List<String> ids = List.of("a", "b", "c", "d");
        ids.forEach(id -> broker.letter(topics.letters, topics.letter(id)));
        String transactionalId = TransactionalOutlet.transactionalId(topics.letters);
        ReplayOutlet dying =
                new TransactionalOutlet(
                        new DyingProducer(broker.clients(), transactionalId, steps),
                        topics.letters);

        if (steps < 14) { // two chunks of seven steps each
            assertThatThrownBy(() -> replay(topics, options(3, 100, 2), dying))
                    .isInstanceOf(DyingProducer.Killed.class);
        } else {
            replay(topics, options(3, 100, 2), dying);
        }
        replay(topics, options(3, 100, 2));

        assertThat(broker.keys(topics.events)).containsExactlyElementsOf(ids);
        assertThat(broker.tombstones(topics.letters)).containsExactlyElementsOf(ids);
    }

    @Test
    void beforeTheTransactionEndsReadersSeeNeitherEventNorTombstone() throws Exception {
        Topics topics = Topics.create("atomic");
        broker.letter(topics.letters, topics.letter("a"));
        String transactionalId = TransactionalOutlet.transactionalId(topics.letters);
        ReplayOutlet dying =
                new TransactionalOutlet(
                        new DyingProducer(broker.clients(), transactionalId, 3), topics.letters);
        assertThatThrownBy(() -> replay(topics, options(3, 100, 2), dying))
                .isInstanceOf(DyingProducer.Killed.class);

        // What the dead process had sent is in the topics; the next one takes it back.
        TransactionalOutlet.open(broker.clients(), topics.letters).close();

        assertThat(broker.keys(topics.events)).isEmpty();
        assertThat(broker.tombstones(topics.letters)).isEmpty();
    }

    @Test
    void aSecondReplayEndsTheFirst() throws Exception {
        Topics topics = Topics.create("fenced");
        broker.letter(topics.letters, topics.letter("a"));
        ReplayOutlet first = TransactionalOutlet.open(broker.clients(), topics.letters);

        assertThat(replay(topics, options(3, 100, 2)).replayed()).isEqualTo(1);
        broker.letter(topics.letters, topics.letter("b"));

        assertThatThrownBy(() -> replay(topics, options(3, 100, 2), first))
                .isInstanceOf(ReplayStoppedException.class)
                .hasMessageStartingWith("stopped after 0 replayed events: another replay");
        assertThat(broker.keys(topics.events)).containsExactly("a");
    }

    @Test
    void anOmittedEventIsFetchedWhereItLies() throws Exception {
        Topics topics = Topics.create("omitted");
        byte[] large = new byte[3 << 20];
        Arrays.fill(large, (byte) 7);
        broker.send(topics.events, 0, Letters.utf8("before"), Letters.utf8("x"));
        long offset = broker.send(topics.events, 0, Letters.utf8("a"), large);
        broker.letter(topics.letters, topics.omitted("a", offset));

        assertThat(replay(topics, options(3, 100, 2)).replayed()).isEqualTo(1);

        ConsumerRecord<byte[], byte[]> last = broker.committed(topics.events).get(2);
        assertThat(last.key()).isEqualTo(Letters.utf8("a"));
        assertThat(last.value()).isEqualTo(large);
    }

    @Test
    void omittedEventsThatAreGoneLeaveTheirLetters() throws Exception {
        Topics topics = Topics.create("gone");
        broker.send(topics.events, 0, Letters.utf8("deleted"), Letters.utf8("x"));
        broker.send(topics.events, 0, Letters.utf8("other"), Letters.utf8("x"));
        broker.deleteRecords(topics.events, 1);
        broker.letter(topics.letters, topics.omitted("deleted", 0));
        broker.letter(topics.letters, topics.omitted("another key", 1));
        broker.letter(topics.letters, topics.omitted("beyond the end", 5));
        broker.letter(
                topics.letters, Letters.truncated("no such topic").setOriginalEventOmitted(true));

        ReplayReport report = replay(topics, options(3, 100, 2));

        assertThat(report.line()).isEqualTo("0 replayed, 0 skipped by attempts, 4 gone, 0 left");
        assertThat(broker.tombstones(topics.letters)).isEmpty();
    }

    @Test
    void attemptsAndLimitLeaveLetters() throws Exception {
        Topics topics = Topics.create("left");
        broker.letter(
                topics.letters,
                topics.letter("often"),
                LetterBroker.header("beitstream-attempts", "2"));
        for (String id : List.of("a", "b", "c", "d")) {
            broker.letter(topics.letters, topics.letter(id));
        }
        broker.letter(topics.letters, topics.letter("file", -1, 0));

        assertThat(replay(topics, options(2, 3, 2)).line())
                .isEqualTo("3 replayed, 1 skipped by attempts, 0 gone, 2 left");
        ReplayReport rest = replay(topics, options(2, 100, 2));

        assertThat(rest.line()).isEqualTo("1 replayed, 1 skipped by attempts, 0 gone, 1 left");
        assertThat(rest.notes("x"))
                .containsExactly(
                        "1 left: they came from files and have no topic to return to: name one with --to");
        assertThat(broker.keys(topics.events)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void anEventTheBrokerRefusesStaysAndTheOthersOfItsChunkGo() throws Exception {
        Topics topics = new Topics("refused-letters", "refused-events");
        broker.create(topics.letters);
        broker.create(
                new NewTopic(topics.events, 1, (short) 1)
                        .configs(Map.of("max.message.bytes", "2000")));
        broker.letter(topics.letters, topics.letter("a"));
        broker.letter(
                topics.letters,
                topics.letter("large").setOriginalEvent(ByteBuffer.wrap(new byte[5000])));
        broker.letter(topics.letters, topics.letter("b"));

        ReplayReport report = replay(topics, options(3, 100, 10));

        assertThat(report.line()).isEqualTo("2 replayed, 0 skipped by attempts, 0 gone, 1 left");
        assertThat(report.refused()).isEqualTo(1);
        assertThat(broker.keys(topics.events)).containsExactly("a", "b");
        assertThat(broker.tombstones(topics.letters)).containsExactly("a", "b");
    }

    @Test
    void aLetterThatIsOvertakenByANewerOneIsNotEndedByIt() throws Exception {
        Topics topics = Topics.create("overtaken");
        broker.letter(topics.letters, topics.letter("a"));
        broker.letter(topics.letters, topics.letter("b"));
        try (ReplayOutlet outlet = TransactionalOutlet.open(broker.clients(), topics.letters);
                KafkaLetterStore store = store(topics);
                Originals originals = new Originals(broker.clients())) {
            LetterIndex index = store.index(LetterFilter.ALL);
            broker.letter(topics.letters, topics.letter("a"));

            ReplayReport report =
                    new Replay(store, originals, outlet, options(3, 100, 10), AT_ONCE).run(index);

            assertThat(report.changed()).isEqualTo(1);
            assertThat(broker.tombstones(topics.letters)).containsExactly("b");
        }
    }

    @Test
    void eventsLargerThanAProducersDefaultGoThrough() throws Exception {
        Topics topics = Topics.create("large");
        broker.letter(
                topics.letters,
                topics.letter("a").setOriginalEvent(ByteBuffer.wrap(new byte[20 << 20])));

        assertThat(replay(topics, options(3, 100, 2)).replayed()).isEqualTo(1);

        assertThat(broker.committed(topics.events).get(0).value()).hasSize(20 << 20);
    }

    @Test
    void aDryRunCountsAndLeavesEverything() throws Exception {
        Topics topics = Topics.create("dry");
        broker.letter(topics.letters, topics.letter("a"));

        assertThat(replay(topics, options(3, 100, 2), ReplayOutlet.dry()).replayed()).isEqualTo(1);

        assertThat(broker.committed(topics.events)).isEmpty();
        assertThat(broker.tombstones(topics.letters)).isEmpty();
    }
}
