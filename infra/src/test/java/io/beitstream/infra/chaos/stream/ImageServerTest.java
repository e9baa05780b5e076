package io.beitstream.infra.chaos.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageServerTest {
    @Test
    void onAGoodDayTheThirdAttemptSucceeds() {
        assertThat(IntStream.range(0, 1000))
                .allMatch(
                        index ->
                                ImageServer.answerTo(5, index, 3, false)
                                        == ImageServer.Answer.IMAGE);
    }

    @Test
    void onAGoodDayMostFirstAttemptsSucceed() {
        assertThat(succeeding(false)).isBetween(800L, 900L);
    }

    @Test
    void onABadDayMostAttemptsFail() {
        assertThat(succeeding(true)).isBetween(150L, 250L);
    }

    private static long succeeding(boolean bad) {
        return IntStream.range(0, 1000)
                .filter(i -> ImageServer.answerTo(5, i, 1, bad) == ImageServer.Answer.IMAGE)
                .count();
    }

    @Test
    void ofAHundredImagesEightyNineAreSound() {
        assertThat(IntStream.range(0, 100).filter(i -> ImageKind.of(i).isSound()).count())
                .isEqualTo(89);
        assertThat(IntStream.range(0, 100).filter(i -> ImageKind.of(i) == ImageKind.GONE).count())
                .isEqualTo(4);
    }

    @Test
    void idsCarryTheirIndex() {
        assertThat(ImageId.of(1234)).isEqualTo("image-000001234");
        assertThat(
                        ImageId.indexOf(
                                "image-000001234"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(1234);
        assertThat(ImageId.indexOf(new byte[] {9})).isEqualTo(-1);
    }
}
