package io.beitstream.infra.chaos.verify;

import static io.beitstream.infra.chaos.verify.Tally.Output.DEAD_LETTERS;
import static io.beitstream.infra.chaos.verify.Tally.Output.EMBEDDINGS;
import static io.beitstream.infra.chaos.verify.Tally.Output.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.chaos.stream.ImageKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of the images 0 to 11, number 3 is no image, 7 no event and 11 gone. */
class VerdictTest {
    private static final int IMAGES = 12;
    private long now;
    private Tally tally;

    @BeforeEach
    void everythingIsPublished() {
        tally = new Tally(IMAGES, () -> now);
        for (int index = 0; index < IMAGES; index++) {
            tally.published(index);
        }
    }

    private void asItShouldBe(int... except) {
        for (int index = 0; index < IMAGES; index++) {
            int current = index;
            if (java.util.Arrays.stream(except).anyMatch(each -> each == current)) {
                continue;
            }
            if (ImageKind.of(index).isSound()) {
                tally.committed(TOKENS, index);
                tally.committed(EMBEDDINGS, index);
            } else {
                tally.committed(DEAD_LETTERS, index);
            }
        }
    }

    @Test
    void everyImageOnceIsGood() {
        asItShouldBe();

        Verdict verdict = Verdict.of(tally);

        assertThat(verdict.isGood()).isTrue();
        assertThat(verdict.features()).isEqualTo(9);
        assertThat(verdict.deadLetters()).isEqualTo(3);
        assertThat(tally.done()).isEqualTo(12);
    }

    @Test
    void anImageThatDidNotComeOutIsMissing() {
        asItShouldBe(4);

        Verdict verdict = Verdict.of(tally);

        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.missing().count()).isEqualTo(1);
        assertThat(verdict.missing().first()).containsExactly("image-000000004");
    }

    @Test
    void tokensWithoutAnEmbeddingAreMissingToo() {
        asItShouldBe(4);
        tally.committed(TOKENS, 4);

        assertThat(Verdict.of(tally).missing().count()).isEqualTo(1);
        assertThat(tally.done()).isEqualTo(11);
    }

    @Test
    void oneRecordTwiceIsDoubled() {
        asItShouldBe();
        tally.committed(EMBEDDINGS, 5);

        Verdict verdict = Verdict.of(tally);

        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.doubled().first()).containsExactly("image-000000005");
    }

    @Test
    void aSoundImageMayNotBeDead() {
        asItShouldBe(6);
        tally.committed(DEAD_LETTERS, 6);

        Verdict verdict = Verdict.of(tally);

        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.missing().count()).isZero();
        assertThat(verdict.doubled().count()).isZero();
        assertThat(verdict.soundButDead().first()).containsExactly("image-000000006");
    }

    @Test
    void featuresAndADeadLetterAreDoubledAndDead() {
        asItShouldBe();
        tally.committed(DEAD_LETTERS, 6);

        assertThat(Verdict.of(tally).doubled().count()).isEqualTo(1);
        assertThat(Verdict.of(tally).soundButDead().count()).isEqualTo(1);
    }

    @Test
    void aBrokenImageMayNotHaveFeatures() {
        asItShouldBe(3);
        tally.committed(TOKENS, 3);
        tally.committed(EMBEDDINGS, 3);

        assertThat(Verdict.of(tally).brokenButAlive().first()).containsExactly("image-000000003");
        assertThat(Verdict.of(tally).isGood()).isFalse();
    }

    @Test
    void aKeyThatNobodySentIsNoGood() {
        asItShouldBe();
        tally.committed(TOKENS, -1);
        tally.committed(TOKENS, 12);

        assertThat(Verdict.of(tally).strangers()).isEqualTo(2);
        assertThat(Verdict.of(tally).isGood()).isFalse();
    }

    @Test
    void onlyTheFirstTwentyAreNamed() {
        Tally nothing = new Tally(1000, () -> 0);

        Findings missing = Verdict.of(nothing).missing();

        assertThat(missing.count()).isEqualTo(1000);
        assertThat(missing.first()).hasSize(20);
    }

    @Test
    void recoveryEndsWithTheFirstImageThatWentInAfterTheFault() {
        Tally two = new Tally(3, () -> now);
        two.published(0);
        now = 100;
        two.published(1);
        two.published(2);
        now = 150;
        two.committed(TOKENS, 0);
        two.committed(EMBEDDINGS, 0);

        assertThat(two.isOutSince(50)).isFalse();
        assertThat(two.firstOutSince(50)).isEqualTo(-1);

        now = 900;
        two.committed(TOKENS, 2);
        two.committed(EMBEDDINGS, 2);

        assertThat(two.isOutSince(50)).isTrue();
        assertThat(two.firstOutSince(50)).isEqualTo(900);
        assertThat(two.latencyMillis(2)).isEqualTo(800);
        assertThat(two.latencyMillis(1)).isEqualTo(-1);
    }

    @Test
    void timesAreSummarisedWithoutThoseThatNeverCame() {
        Durations durations = Durations.of(new int[] {40, -1, 10, 30, 20});

        assertThat(durations).isEqualTo(new Durations(4, 30, 40, 40));
        assertThat(Durations.of(new int[] {-1}).worstMillis()).isEqualTo(-1);
    }
}
