package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.StageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoreBreakerTest {
    private static final AttemptException DOWN =
            new AttemptException(Blame.STORE, "http-503", "the answer was status 503");
    private static final AttemptException BAD =
            new AttemptException(Blame.INTERNAL, "http-500", "the answer was status 500");
    private static final AttemptException GONE =
            new AttemptException(Blame.IMAGE, "http-404", "the answer was status 404");

    private final ScriptedStore store = new ScriptedStore();

    @Test
    void aPassingFailureIsTriedAgain() {
        store.answers("a", BAD, BAD);

        CompletableFuture<byte[]> a = store.fetch("a");
        store.advance(Duration.ofSeconds(10));

        assertThat(a).isCompletedWithValueMatching(bytes -> bytes.length == 1);
        assertThat(store.attempts("a")).isEqualTo(3);
        assertThat(store.retries()).isEqualTo(2);
    }

    @Test
    void waitsBetweenAttemptsDoubleAndAreSpread() {
        Backoff low = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1), () -> 0);
        Backoff high = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1), () -> 1);

        assertThat(low.nanos(1, null)).isEqualTo(150_000_000);
        assertThat(high.nanos(1, null)).isEqualTo(250_000_000);
        assertThat(low.nanos(2, null)).isEqualTo(300_000_000);
        assertThat(high.nanos(60, null)).isEqualTo(1_250_000_000);
        assertThat(low.nanos(1, Duration.ofSeconds(9))).isEqualTo(9_000_000_000L);
    }

    @Test
    void theStoreMayAskForALongerWait() {
        store.answers(
                "a", new AttemptException(Blame.STORE, "http-429", "429", Duration.ofSeconds(20)));

        CompletableFuture<byte[]> a = store.fetch("a");
        store.advance(Duration.ofSeconds(19));
        assertThat(a).isNotDone();
        store.advance(Duration.ofSeconds(1));

        assertThat(a).isCompleted();
    }

    @Test
    void anImageThatFailsAloneIsADeadLetterWhenThatCannotBeChance() {
        store.answersAlways("bad", DOWN);
        assertThat(store.fetch("good")).isCompleted();

        CompletableFuture<byte[]> bad = store.fetch("bad");
        store.advance(
                Duration.ofSeconds(15)); // a third of the attempts may fail, for all one knows
        assertThat(bad).isNotDone();
        store.advance(Duration.ofSeconds(10));

        assertThat(ScriptedStore.failure(bad).errorClass()).isEqualTo("http-503");
        assertThat(store.openStores()).isEmpty();
    }

    @Test
    void whatTheStoreSaysOfTheImageIsBelievedAtOnce() {
        store.answersAlways("bad", BAD);
        assertThat(store.fetch("good")).isCompleted();

        CompletableFuture<byte[]> bad = store.fetch("bad");
        store.advance(Duration.ofMillis(750)); // at 0, 0.2 and 0.6 s, give or take a quarter

        assertThat(ScriptedStore.failure(bad).attempts()).isEqualTo(3);
    }

    @Test
    void noImageIsBlamedWhileMostFail() {
        for (int i = 0; i < 40; i++) {
            store.answersAlways("bad-" + i, DOWN);
        }
        List<CompletableFuture<byte[]>> bad = new ArrayList<>();
        for (int second = 0; second < 40; second++) {
            for (int i = 0; i < 2; i++) {
                bad.add(store.fetch("bad-" + (2 * second % 40 + i)));
            }
            store.answers("gone-" + second, GONE);
            store.fetch("gone-" + second);
            store.advance(Duration.ofSeconds(1));
        }

        assertThat(bad).noneMatch(CompletableFuture::isDone);
        store.answersNormally();
        store.advance(Duration.ofSeconds(30));
        assertThat(bad).allMatch(image -> image.isDone() && !image.isCompletedExceptionally());
    }

    @Test
    void noImageIsBlamedSoonAfterAnOutage() {
        store.isDown(DOWN);
        IntStream.range(0, 5).forEach(i -> store.fetch("down-" + i));
        store.isUp();
        store.advance(Duration.ofSeconds(2));
        assertThat(store.openStores()).isEmpty();
        IntStream.range(0, 100).forEach(i -> store.fetch("good-" + i));
        store.answersAlways("late", DOWN);

        CompletableFuture<byte[]> late = store.fetch("late");
        for (int second = 0; second < 60; second++) {
            if (second == 25) {
                assertThat(late).isNotDone();
            }
            store.fetch("good-at-" + second);
            store.advance(Duration.ofSeconds(1));
        }

        assertThat(ScriptedStore.failure(late).errorClass()).isEqualTo("http-503");
    }

    @Test
    void anImageIsTriedOnWhileASoundOneMightHaveFailedAsOften() {
        store.answersAlways("image", DOWN);

        CompletableFuture<byte[]> image = store.fetch("image");
        for (int second = 0; second < 25; second++) {
            store.answers("flaky-" + second, DOWN);
            store.fetch("flaky-" + second); // a third of the attempts fail
            store.fetch("sound-" + second);
            store.advance(Duration.ofSeconds(1));
            if (second == 3) {
                assertThat(image).isNotDone();
                assertThat(store.attempts("image")).isGreaterThan(3);
            }
        }

        assertThat(ScriptedStore.failure(image).errorClass()).isEqualTo("http-503");
        assertThat(store.openStores()).isEmpty();
    }

    @Test
    void anImageThatFailsWhileAllOthersAreWellIsADeadLetterSoon() {
        store.answersAlways("bad", DOWN);

        CompletableFuture<byte[]> bad = store.fetch("bad");
        for (int i = 0; i < 30; i++) {
            store.fetch("good-" + i);
        }
        store.advance(Duration.ofMillis(750)); // at 0, 0.2 and 0.6 s, give or take a quarter

        assertThat(ScriptedStore.failure(bad).attempts()).isEqualTo(3);
    }

    @Test
    void aBadImageOfAnUnknownStoreIsADeadLetterIfTheStoreAnswersIt() {
        store.answersAlways("bad", BAD);

        CompletableFuture<byte[]> bad = store.fetch("bad");
        store.advance(Duration.ofSeconds(20));

        assertThat(ScriptedStore.failure(bad).errorClass()).isEqualTo("http-500");
    }

    @Test
    void aLoneImageOfAStoreThatAnswersNobodyWaits() {
        store.isDown(DOWN);

        CompletableFuture<byte[]> lone = store.fetch("lone");
        store.advance(Duration.ofMinutes(5));
        assertThat(lone).isNotDone();
        assertThat(store.openStores()).containsExactly("images.example");
        store.isUp();
        store.advance(Duration.ofSeconds(20));

        assertThat(lone).isCompletedWithValueMatching(bytes -> bytes.length == 1);
    }

    @Test
    void aNameThatNeverResolvedIsTheImagesFault() {
        store.isDown(new AttemptException(Blame.UNRESOLVED, "fetch-failed", "no address"));

        CompletableFuture<byte[]> lone = store.fetch("lone");
        store.advance(Duration.ofMinutes(1));

        assertThat(ScriptedStore.failure(lone).errorClass()).isEqualTo("fetch-failed");
    }

    @Test
    void aNameThatDidResolveIsAnOutage() {
        assertThat(store.fetch("before")).isCompleted();
        store.advance(Duration.ofSeconds(31));
        store.isDown(new AttemptException(Blame.UNRESOLVED, "fetch-failed", "no address"));

        CompletableFuture<byte[]> lone = store.fetch("lone");
        store.advance(Duration.ofMinutes(1));

        assertThat(lone).isNotDone();
    }

    @Test
    void failuresOfDifferentImagesOpenTheBreaker() {
        store.isDown(BAD);

        IntStream.range(0, 4).forEach(i -> store.fetch("image-" + i));
        assertThat(store.openStores()).isEmpty();
        store.fetch("image-4");

        assertThat(store.openStores()).containsExactly("images.example");
        assertThat(store.opened()).isEqualTo(1);
    }

    @Test
    void anAnswerBetweenKeepsTheBreakerClosed() {
        for (int i = 0; i < 4; i++) {
            store.answers("image-" + i, DOWN);
            store.fetch("image-" + i);
        }
        store.answers("gone", GONE);
        assertThat(store.fetch("gone")).isCompletedExceptionally();
        store.answers("image-5", DOWN);
        store.fetch("image-5");

        assertThat(store.openStores()).isEmpty();
    }

    @Test
    void oneProbeAtATimeGoesThroughAfterDoublingWaits() {
        store.isDown(DOWN);
        IntStream.range(0, 50).forEach(i -> store.fetch("image-" + i));
        int before = store.attempts();

        store.advance(Duration.ofMillis(999));
        assertThat(store.attempts()).isEqualTo(before);
        store.advance(Duration.ofMillis(1)); // 1 s
        assertThat(store.attempts()).isEqualTo(before + 1);
        store.advance(Duration.ofMillis(1999));
        assertThat(store.attempts()).isEqualTo(before + 1);
        store.advance(Duration.ofMillis(1)); // 1 + 2 s
        assertThat(store.attempts()).isEqualTo(before + 2);
        store.advance(Duration.ofSeconds(4 + 8 + 15 + 15)); // then every 15 s
        assertThat(store.attempts()).isEqualTo(before + 6);
    }

    @Test
    void theStoreMayPutOffTheProbe() {
        store.isDown(new AttemptException(Blame.STORE, "http-503", "503", Duration.ofSeconds(30)));
        IntStream.range(0, 5).forEach(i -> store.fetch("image-" + i));
        int before = store.attempts();

        store.advance(Duration.ofSeconds(29));
        assertThat(store.attempts()).isEqualTo(before);
        store.advance(Duration.ofSeconds(1));

        assertThat(store.attempts()).isEqualTo(before + 1);
    }

    @Test
    void anOutageStopsTheClocksOfAllItsImages() {
        store.isDown(DOWN);
        List<CompletableFuture<byte[]>> images =
                IntStream.range(0, 100).mapToObj(i -> store.fetch("image-" + i)).toList();

        store.advance(Duration.ofMinutes(9)); // their time is 2 minutes
        assertThat(images).noneMatch(CompletableFuture::isDone);
        store.isUp();
        store.advance(Duration.ofSeconds(20));

        assertThat(images).allMatch(image -> !image.isCompletedExceptionally());
        assertThat(images).allMatch(CompletableFuture::isDone);
        assertThat(store.closed()).isEqualTo(1);
        assertThat(store.openStores()).isEmpty();
    }

    @Test
    void theClockRunsOnAfterTheOutage() {
        store.isDown(DOWN);
        IntStream.range(0, 5).forEach(i -> store.fetch("image-" + i));
        store.advance(Duration.ofSeconds(100));
        store.isUp();
        store.hangs("image-4");

        store.advance(Duration.ofSeconds(20));
        assertThat(store.result("image-4")).isNotDone();
        store.advance(Duration.ofSeconds(121));

        assertThat(ScriptedStore.failure(store.result("image-4")).errorClass())
                .isEqualTo("fetch-timeout");
    }

    @Test
    void recoveryBeginsGently() {
        store.isDown(DOWN);
        IntStream.range(0, 200).forEach(i -> store.fetch("image-" + i));
        store.advance(Duration.ofSeconds(10));
        store.isUp();
        store.answersByHand();

        store.advance(Duration.ofSeconds(15));
        assertThat(store.inFlight()).isEqualTo(1);
        store.answerAllInFlight();
        assertThat(store.inFlight()).isEqualTo(1);
        store.answerAllInFlight();
        assertThat(store.inFlight()).isEqualTo(2);
        store.answerAllInFlight();
        assertThat(store.inFlight()).isEqualTo(8);
        store.answerAllInFlight();

        assertThat(store.inFlight()).isEqualTo(32);
    }

    @Test
    void aBadImageInRecoveryIsStillItsOwnFault() {
        store.isDown(DOWN);
        store.answersAlways("bad", BAD);
        store.fetch("bad");
        IntStream.range(0, 100).forEach(i -> store.fetch("image-" + i));
        store.advance(Duration.ofSeconds(10));
        store.isUp();

        store.advance(Duration.ofMinutes(2));

        assertThat(ScriptedStore.failure(store.result("bad")).errorClass()).isEqualTo("http-500");
        assertThat(store.result("image-99")).isCompletedWithValueMatching(b -> b.length == 1);
    }

    @Test
    void aRelapseInRecoveryBuriesNobody() {
        store.isDown(DOWN);
        List<CompletableFuture<byte[]>> images =
                IntStream.range(0, 100).mapToObj(i -> store.fetch("image-" + i)).toList();
        store.advance(Duration.ofSeconds(10));
        store.isUp();
        store.answersByHand();
        store.advance(Duration.ofSeconds(15));
        store.answerAllInFlight();
        store.answerAllInFlight();
        store.isDown(DOWN);
        store.answerAllInFlight();

        assertThat(store.openStores()).containsExactly("images.example");
        store.answersAtOnce();
        store.answerAllInFlight();
        store.isUp();
        store.advance(Duration.ofMinutes(1));

        assertThat(images).allMatch(image -> image.isDone() && !image.isCompletedExceptionally());
    }

    @Test
    void anOutageThatLastsTooLongIsToldToItsImages() {
        store.isDown(DOWN);
        List<CompletableFuture<byte[]>> images =
                IntStream.range(0, 100).mapToObj(i -> store.fetch("image-" + i)).toList();

        store.advance(Duration.ofMinutes(9));
        assertThat(images).noneMatch(CompletableFuture::isDone);
        store.advance(Duration.ofSeconds(80));

        assertThat(images).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(ScriptedStore.failure(images.get(0)).errorClass()).isEqualTo("http-503");
        assertThat(store.bytesUsed()).isZero();
    }

    @Test
    void imagesAfterThatAreToldByTheNextProbe() {
        store.isDown(DOWN);
        IntStream.range(0, 5).forEach(i -> store.fetch("image-" + i));
        store.advance(Duration.ofMinutes(11));

        CompletableFuture<byte[]> late = store.fetch("late");
        store.advance(Duration.ofSeconds(20));
        assertThat(ScriptedStore.failure(late).errorClass()).isEqualTo("http-503");
        store.isUp();
        CompletableFuture<byte[]> later = store.fetch("later");
        store.advance(Duration.ofSeconds(20));

        assertThat(later).isCompletedWithValueMatching(bytes -> bytes.length == 1);
    }

    @Test
    void tenThousandImagesOfADeadStoreFinishOnceItIsBack() {
        store.isDown(DOWN);
        List<CompletableFuture<byte[]>> images =
                IntStream.range(0, 10_000).mapToObj(i -> store.fetch("image-" + i)).toList();
        store.advance(Duration.ofMinutes(8));
        assertThat(images).noneMatch(CompletableFuture::isDone);
        assertThat(store.isHolding()).isTrue();
        assertThat(store.attempts()).isLessThan(80);

        store.isUp();
        store.advance(Duration.ofSeconds(20));

        assertThat(images).allMatch(image -> image.isDone() && !image.isCompletedExceptionally());
        assertThat(store.isHolding()).isFalse();
    }

    @Test
    void attemptsUnderWayAreLimited() {
        store.answersByHand();
        IntStream.range(0, 100).forEach(i -> store.fetch("image-" + i));
        assertThat(store.inFlight()).isEqualTo(32);

        IntStream.range(0, 10)
                .forEach(
                        host ->
                                IntStream.range(0, 40)
                                        .forEach(i -> store.fetch("h" + host + ".example", i)));
        assertThat(store.inFlight()).isEqualTo(256);
        while (store.inFlight() > 0) {
            store.answerAllInFlight();
        }

        assertThat(store.attempts()).isEqualTo(500);
    }

    @Test
    void otherStoresGoOnDuringAnOutage() {
        store.isDown(DOWN);
        IntStream.range(0, 10).forEach(i -> store.fetch("image-" + i));
        store.isUp();

        assertThat(store.fetch("other.example", 1)).isCompleted();
        assertThat(store.result("image-9")).isNotDone();
    }

    @Test
    void anImageThatIsGivenUpLeaves() {
        store.isDown(DOWN);
        IntStream.range(0, 6).forEach(i -> store.fetch("image-" + i));

        store.ticket("image-5").giveUp();

        StageException failure = ScriptedStore.failure(store.result("image-5"));
        assertThat(failure.errorClass()).isEqualTo("fetch-timeout");
        store.isUp();
        store.advance(Duration.ofSeconds(5));
        assertThat(store.attempts("image-5")).isZero();
        assertThat(store.result("image-4")).isCompleted();
    }

    @Test
    void aProbeThatIsGivenUpMakesRoomForTheNext() {
        store.isDown(DOWN);
        IntStream.range(0, 6).forEach(i -> store.fetch("image-" + i));
        store.isUp();
        store.answersByHand();
        store.advance(Duration.ofSeconds(1));
        assertThat(store.inFlight()).isEqualTo(1);

        store.cancelInFlight();

        assertThat(store.inFlight()).isEqualTo(1);
        store.answersAtOnce();
        store.answerAllInFlight();
        assertThat(store.openStores()).isEmpty();
    }
}
