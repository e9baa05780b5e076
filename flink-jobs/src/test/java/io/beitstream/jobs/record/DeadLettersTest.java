package io.beitstream.jobs.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.SingleObjectCodec;
import io.beitstream.schemas.Stage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final long LIMIT = 20_000;
    private static final List<RecordHeader> HEADERS =
            List.of(
                    new RecordHeader("trace", new byte[] {7}),
                    new RecordHeader(RecordHeader.ATTEMPTS, new byte[] {'2'}));

    private final DeadLetters letters = new DeadLetters(List.of("t@1", "e@2"), LIMIT);

    @Test
    void theWholeEventAndItsCauseAreKept() {
        OutputRecord<DeadLetter> record =
                letters.of(failure("id", new byte[] {4, 5}, "broken", Map.of("k", "v")), 1234);
        DeadLetter letter = record.value();

        assertThat(record.key()).isEqualTo(utf8("id"));
        assertThat(record.headers()).isEqualTo(HEADERS);
        assertThat(letter.getImageId()).isEqualTo("id");
        assertThat(letter.getOriginalEvent()).isEqualTo(ByteBuffer.wrap(new byte[] {4, 5}));
        assertThat(letter.getOriginalEventOmitted()).isFalse();
        assertThat(letter.getOriginalKey()).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
        assertThat(letter.getStage()).isEqualTo(Stage.DECODE);
        assertThat(letter.getErrorClass()).isEqualTo("image-corrupt");
        assertThat(letter.getAttempts()).isEqualTo(2);
        assertThat(letter.getModelIds()).containsExactly("t@1", "e@2");
        assertThat(letter.getAttributes()).containsExactly(Map.entry("k", "v"));
        assertThat(letter.getProvenance().getTopic()).isEqualTo("images");
        assertThat(letter.getProvenance().getOffset()).isEqualTo(42);
        assertThat(letter.getProvenance().getProcessedTime().toEpochMilli()).isEqualTo(1234);
    }

    @Test
    void anEventThatIsTooLargeIsPointedToInstead() {
        OutputRecord<DeadLetter> record =
                letters.of(failure("id", new byte[20_000], "broken", Map.of("k", "v")), 0);

        assertThat(record.value().getOriginalEventOmitted()).isTrue();
        assertThat(record.value().getOriginalEvent().remaining()).isZero();
        assertThat(record.value().getAttributes()).containsKey("k");
        assertThat(record.value().getProvenance().getPartition()).isEqualTo(3);
        assertThat(sizeOf(record)).isLessThan(LIMIT);
    }

    @Test
    void attributesThatAreTooLargeAreLeftOutWithForeignHeaders() {
        OutputRecord<DeadLetter> record =
                letters.of(
                        failure("id", new byte[1], "broken", Map.of("k", "v".repeat(20_000))), 0);

        assertThat(record.value().getAttributes()).isEmpty();
        assertThat(record.value().getOriginalKey()).isNull();
        assertThat(record.headers()).containsExactly(HEADERS.get(1));
        assertThat(sizeOf(record)).isLessThan(LIMIT);
    }

    @Test
    void anIdThatIsTooLargeIsShortenedToSomethingOfItsOwn() {
        String id = "x".repeat(20_000);
        OutputRecord<DeadLetter> one = letters.of(failure(id, new byte[1], "b", Map.of()), 0);
        OutputRecord<DeadLetter> other =
                letters.of(failure(id + "y", new byte[1], "b", Map.of()), 0);

        assertThat(one.value().getImageId()).startsWith("xxxx").hasSize(200 + 3 + 64);
        assertThat(one.key()).isEqualTo(utf8(one.value().getImageId()));
        assertThat(one.key()).isNotEqualTo(other.key());
        assertThat(sizeOf(one)).isLessThan(LIMIT);
    }

    @Test
    void anUnreadableEventGoesByItsKeyOrByItsPosition() {
        assertThat(letters.of(unread(new byte[] {9}), 0).key()).containsExactly(9);
        assertThat(letters.of(unread(null), 0).key()).isEqualTo(utf8("images-3@42"));
    }

    @Test
    void endlessMessagesAreShortened() {
        assertThat(
                        letters.of(failure("id", new byte[0], "x".repeat(100_000), Map.of()), 0)
                                .value()
                                .getMessage())
                .hasSizeLessThan(2100);
    }

    private static Failure failure(
            String id, byte[] event, String message, Map<String, String> attributes) {
        SourceRecord source = new SourceRecord("images", 3, 42, 17, new byte[] {1}, event, HEADERS);
        ImageContext context = new ImageContext(source, id, null, attributes);
        return new Failure(context, ticket(), Stage.DECODE, "image-corrupt", message, 2);
    }

    private static Failure unread(byte[] key) {
        SourceRecord source = new SourceRecord("images", 3, 42, 17, key, new byte[] {3});
        return new Failure(
                ImageContext.unread(source), ticket(), Stage.SOURCE, "malformed-event", "m", 1);
    }

    private static Ticket ticket() {
        return Ticket.issue(new ByteBudget(1), DeadlineTimer.SYSTEM, Duration.ofHours(1), 0);
    }

    private static long sizeOf(OutputRecord<DeadLetter> record) {
        return record.key().length
                + new SingleObjectCodec<>(DeadLetter.class).encode(record.value()).length;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
