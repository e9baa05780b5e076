package io.beitstream.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.decode.DecodeOptions;
import io.beitstream.jobs.pipeline.decode.ImageDecoding;
import io.beitstream.jobs.pipeline.event.EventReader;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.fetch.ImageFetcher;
import io.beitstream.jobs.pipeline.inference.FakeNetworks;
import io.beitstream.jobs.pipeline.outcome.Deletion;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.jobs.pipeline.ticket.Tickets;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.schemas.MalformedRecordException;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.SchemaUnavailableException;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.Stage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrepareStageTest {
    private static final long BUDGET = 1 << 20;

    private final ManualTimer timer = new ManualTimer();
    private final ByteBudget budget = new ByteBudget(BUDGET);
    private final RecordingListener listener = new RecordingListener();
    private final FakeFetcher fetcher = new FakeFetcher();
    private final PrepareStage stage = stage(RecordFormat.SINGLE_OBJECT);

    private PrepareStage stage(RecordFormat records) {
        return new PrepareStage(
                new EventReader(InputFormat.AVRO, records),
                fetcher,
                new ImageDecoding(
                        new DecodeOptions(
                                ImageDecoder.withDefaults(),
                                FakeNetworks.SQUARE,
                                List.of(),
                                1,
                                null)),
                new Tickets(budget, timer, Duration.ofSeconds(10)),
                listener);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void anInlineImageIsDecodedToItsSquare() throws Exception {
        Outcome outcome = process(TestImages.inline("a", TestImages.png(100)));

        ImageInFlight image = (ImageInFlight) outcome;
        assertThat(image.context().imageId()).isEqualTo("a");
        assertThat(image.context().attributes()).containsEntry("k", "v");
        assertThat(image.encoded()).isNull();
        assertThat(image.forTokenizer().width()).isEqualTo(2);
        assertThat(image.forTokenizer().pixels()).containsOnly(100);
        assertThat(image.forEncoder()).isNull();
        listener.await(6);
        assertThat(listener.heard)
                .containsExactly(
                        "into SOURCE",
                        "out of SOURCE",
                        "into FETCH",
                        "out of FETCH",
                        "into DECODE",
                        "out of DECODE");
        assertThat(budget.used()).isEqualTo(image.context().source().size() + 12);
        image.ticket().close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void anImageElsewhereIsFetched() throws Exception {
        CompletableFuture<Outcome> outcome =
                stage.process(record(TestImages.at("a", "http://store/a.png")));
        assertThat(fetcher.asked).isEqualTo(URI.create("http://store/a.png"));
        fetcher.ticket.take(TestImages.png(7).length);
        fetcher.result.complete(TestImages.png(7));

        ImageInFlight image = (ImageInFlight) outcome.get();
        assertThat(image.forTokenizer().pixels()).containsOnly(7);
        assertThat(budget.used()).isEqualTo(image.context().source().size() + 12);
        image.ticket().close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void aFetchThatFailsIsAFailureAndNothingIsDecoded() throws Exception {
        CompletableFuture<Outcome> outcome =
                stage.process(record(TestImages.at("a", "http://store/a.png")));
        fetcher.result.completeExceptionally(new StageException("http-404", "not there", 2));

        Failure failure = (Failure) outcome.get();
        assertThat(failure.stage()).isEqualTo(Stage.FETCH);
        assertThat(failure.errorClass()).isEqualTo("http-404");
        assertThat(failure.attempts()).isEqualTo(2);
        assertThat(failure.context().imageId()).isEqualTo("a");
        assertThat(listener.heard)
                .containsExactly("into SOURCE", "out of SOURCE", "into FETCH", "failed in FETCH");
    }

    @Test
    void aMalformedUriIsAFailureOfFetching() throws Exception {
        Failure failure = (Failure) process(TestImages.at("a", "http://store/a b"));

        assertThat(failure.stage()).isEqualTo(Stage.FETCH);
        assertThat(failure.errorClass()).isEqualTo("malformed-uri");
    }

    @Test
    void whatIsNoEventIsAFailureOfTheSource() throws Exception {
        Failure failure = (Failure) process("junk".getBytes(StandardCharsets.UTF_8));

        assertThat(failure.stage()).isEqualTo(Stage.SOURCE);
        assertThat(failure.errorClass()).isEqualTo("malformed-event");
        assertThat(failure.context().imageId()).isNull();
        assertThat(listener.heard).containsExactly("into SOURCE", "failed in SOURCE");
        failure.ticket().close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void anEventWhoseSchemaIsNotToBeHadWaitsWhileItsClockStands() throws Exception {
        FormatOfARegistry format = new FormatOfARegistry();
        try (PrepareStage waiting = stage(format)) {
            CompletableFuture<Outcome> outcome =
                    waiting.process(record(TestImages.at("a", "http://store/a.png")));
            timer.advance(Duration.ofHours(1));
            assertThat(outcome).isNotDone();
            assertThat(fetcher.asked).isNull();

            format.readable.complete(null);
            assertThat(fetcher.asked).isEqualTo(URI.create("http://store/a.png"));
            timer.advance(Duration.ofSeconds(9));
            assertThat(outcome).isNotDone();

            timer.advance(Duration.ofSeconds(1));
            assertThat(((Failure) outcome.get()).errorClass()).isEqualTo("fetch-timeout");
        }
    }

    @Test
    void aRegistryThatStaysAwayIsAMatterOfTheJobAndNoDeadLetter() {
        FormatOfARegistry format = new FormatOfARegistry();
        try (PrepareStage waiting = stage(format)) {
            CompletableFuture<Outcome> outcome =
                    waiting.process(record(TestImages.inline("a", TestImages.png(1))));

            format.readable.completeExceptionally(new SchemaUnavailableException("away", null));

            assertThat(outcome)
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(SchemaUnavailableException.class);
        }
    }

    @Test
    void aTombstoneIsADeletionOfItsKey() throws Exception {
        Deletion deletion = (Deletion) process(null);

        assertThat(deletion.context().imageId()).isEqualTo("key");
        assertThat(listener.heard).isEmpty();
        deletion.ticket().close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatIsNoImageIsAFailureOfDecodingAndHoldsItsRecordOnly() throws Exception {
        Failure failure = (Failure) process(TestImages.inline("a", new byte[] {1, 2, 3}));

        assertThat(failure.stage()).isEqualTo(Stage.DECODE);
        assertThat(failure.errorClass()).startsWith("image-");
        failure.ticket().close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void anImageThatIsNotFetchedInTimeIsOneFailure() throws Exception {
        CompletableFuture<Outcome> outcome =
                stage.process(record(TestImages.at("a", "http://store/a.png")));
        timer.advance(Duration.ofSeconds(10));

        Failure failure = (Failure) outcome.get();
        assertThat(failure.stage()).isEqualTo(Stage.FETCH);
        assertThat(failure.errorClass()).isEqualTo("fetch-timeout");
        assertThat(fetcher.result).isCancelled();
        assertThat(listener.heard)
                .containsExactly("into SOURCE", "out of SOURCE", "into FETCH", "failed in FETCH");
    }

    @Test
    void anImageWhoseTimeRunsOutWhileItWaitsForMemoryIsAFailure() throws Exception {
        Ticket other = Ticket.issue(budget, timer, Duration.ofDays(1), 0);
        assertThat(other.reserve(BUDGET)).isCompleted();
        CompletableFuture<Outcome> outcome =
                stage.process(record(TestImages.inline("a", TestImages.png(1))));
        assertThat(outcome).isNotDone();

        timer.advance(Duration.ofSeconds(10));

        Failure failure = (Failure) outcome.get();
        assertThat(failure.stage()).isEqualTo(Stage.DECODE);
        assertThat(failure.errorClass()).isEqualTo("decode-timeout");
        failure.ticket().close();
        other.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void afterPreparingTheClockStands() throws Exception {
        Outcome outcome = process(TestImages.inline("a", TestImages.png(1)));

        timer.advance(Duration.ofHours(1));

        assertThat(outcome.ticket().isGivenUp()).isFalse();
        outcome.ticket().close();
    }

    @Test
    void theBudgetIsTheRoom() throws Exception {
        Ticket other = Ticket.issue(budget, timer, Duration.ofDays(1), BUDGET);
        boolean[] woken = new boolean[1];
        assertThat(stage.hasRoom()).isFalse();
        stage.whenRoom(() -> woken[0] = true);
        assertThat(woken[0]).isFalse();

        other.close();

        assertThat(stage.hasRoom()).isTrue();
        assertThat(woken[0]).isTrue();
    }

    @Test
    void closingGivesUpWhatIsUnderWay() throws Exception {
        CompletableFuture<Outcome> outcome =
                stage.process(record(TestImages.at("a", "http://store/a.png")));

        stage.close();

        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Failure.class);
        assertThat(fetcher.closed).isTrue();
        assertThat(budget.used()).isZero();
    }

    private Outcome process(byte[] value) throws Exception {
        return stage.process(record(value)).get();
    }

    private static SourceRecord record(byte[] value) {
        return new SourceRecord("images", 0, 3, 0, "key".getBytes(StandardCharsets.UTF_8), value);
    }

    /** A format whose records can be read when the test says so. */
    private static final class FormatOfARegistry implements RecordFormat {
        private static final long serialVersionUID = 1L;

        final transient CompletableFuture<Void> readable = new CompletableFuture<>();

        @Override
        public <T extends SpecificRecord> RecordCodec<T> writing(Class<T> type, String topic) {
            throw new AssertionError("nothing is written here");
        }

        @Override
        public <T extends SpecificRecord> RecordCodec<T> reading(Class<T> type) {
            SingleObjectCodec<T> codec = new SingleObjectCodec<>(type);
            return new RecordCodec<>() {
                @Override
                public byte[] encode(T datum) {
                    return codec.encode(datum);
                }

                @Override
                public T decode(byte[] bytes) throws MalformedRecordException {
                    assertThat(readable).isDone();
                    return codec.decode(bytes);
                }

                @Override
                public CompletableFuture<Void> whenReadable(byte[] bytes) {
                    return readable;
                }
            };
        }
    }

    private static final class FakeFetcher implements ImageFetcher {
        final CompletableFuture<byte[]> result = new CompletableFuture<>();
        URI asked;
        Ticket ticket;
        boolean closed;

        @Override
        public CompletableFuture<byte[]> fetch(URI uri, Ticket newTicket) {
            asked = uri;
            ticket = newTicket;
            return result;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
