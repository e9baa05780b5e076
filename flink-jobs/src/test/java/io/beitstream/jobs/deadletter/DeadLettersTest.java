package io.beitstream.jobs.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.outcome.ImageContext;
import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Stage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private final DeadLetters letters = new DeadLetters(List.of("t@1", "e@2"), 10);

    @Test
    void theWholeEventAndItsCauseAreKept() {
        DeadLetter letter = letters.of(failure(new byte[] {4, 5}, "broken"), 1234);

        assertThat(letter.getImageId()).isEqualTo("id");
        assertThat(letter.getOriginalEvent()).isEqualTo(ByteBuffer.wrap(new byte[] {4, 5}));
        assertThat(letter.getOriginalEventOmitted()).isFalse();
        assertThat(letter.getOriginalKey()).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
        assertThat(letter.getStage()).isEqualTo(Stage.DECODE);
        assertThat(letter.getErrorClass()).isEqualTo("image-corrupt");
        assertThat(letter.getAttempts()).isEqualTo(2);
        assertThat(letter.getModelIds()).containsExactly("t@1", "e@2");
        assertThat(letter.getProvenance().getTopic()).isEqualTo("images");
        assertThat(letter.getProvenance().getOffset()).isEqualTo(42);
        assertThat(letter.getProvenance().getProcessedTime().toEpochMilli()).isEqualTo(1234);
    }

    @Test
    void anEventThatIsTooLargeIsPointedToInstead() {
        DeadLetter letter = letters.of(failure(new byte[11], "broken"), 0);

        assertThat(letter.getOriginalEventOmitted()).isTrue();
        assertThat(letter.getOriginalEvent().remaining()).isZero();
        assertThat(letter.getProvenance().getPartition()).isEqualTo(3);
    }

    @Test
    void endlessMessagesAreShortened() {
        assertThat(letters.of(failure(new byte[0], "x".repeat(100_000)), 0).getMessage())
                .hasSizeLessThan(2100);
    }

    private static Failure<byte[]> failure(byte[] event, String message) {
        SourceRecord source = new SourceRecord("images", 3, 42, 17, new byte[] {1}, event);
        ImageContext context = new ImageContext(source, "id", null, Map.of());
        return new Failure<>(context, Stage.DECODE, "image-corrupt", message, 2);
    }
}
