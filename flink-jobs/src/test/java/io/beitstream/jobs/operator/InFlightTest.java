package io.beitstream.jobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private static final Patience PATIENCE =
            new Patience(Duration.ZERO, Duration.ZERO, 1_000, 4_000);

    private final InFlight<String> inFlight = new InFlight<>();
    private final List<String> out = new ArrayList<>();

    @Test
    void resultsOfOneKeyKeepTheirOrder() {
        InFlight.Slot<String> first = begin("k");
        InFlight.Slot<String> second = begin("k");
        InFlight.Slot<String> third = begin("k");

        inFlight.finish(third, "3", out::add);
        inFlight.finish(second, "2", out::add);
        assertThat(out).isEmpty();
        assertThat(inFlight.awaited()).isEqualTo(3);

        inFlight.finish(first, "1", out::add);
        assertThat(out).containsExactly("1", "2", "3");
        assertThat(inFlight.awaited()).isZero();
    }

    @Test
    void whatIsHeldBackWaitsForItsOwnPredecessorOnly() {
        InFlight.Slot<String> first = begin("k");
        InFlight.Slot<String> second = begin("k");
        InFlight.Slot<String> third = begin("k");
        inFlight.finish(third, "3", out::add);

        inFlight.finish(first, "1", out::add);
        assertThat(out).containsExactly("1");
        inFlight.finish(second, "2", out::add);
        assertThat(out).containsExactly("1", "2", "3");
    }

    @Test
    void resultsOfOtherKeysOvertake() {
        InFlight.Slot<String> slow = begin("slow");
        InFlight.Slot<String> fast = begin("fast");

        inFlight.finish(fast, "fast", out::add);
        assertThat(out).containsExactly("fast");
        assertThat(inFlight.awaited()).isEqualTo(1);

        inFlight.finish(slow, "slow", out::add);
        assertThat(out).containsExactly("fast", "slow");
    }

    @Test
    void resultsWithoutAKeyHaveNoOrder() {
        InFlight.Slot<String> first = begin(null);
        InFlight.Slot<String> second = begin(null);
        assertThat(inFlight.awaited()).isEqualTo(2);

        inFlight.finish(second, "2", out::add);
        inFlight.finish(first, "1", out::add);

        assertThat(out).containsExactly("2", "1");
        assertThat(inFlight.awaited()).isZero();
    }

    @Test
    void aKeyThatIsThroughBeginsAfresh() {
        inFlight.finish(begin("k"), "1", out::add);
        inFlight.finish(begin("k"), "2", out::add);

        assertThat(out).containsExactly("1", "2");
    }

    @Test
    void equalKeyBytesAreOneKeyAndATotalOrderKnowsOneKeyOnly() {
        Object key = StageOrder.BY_KEY.keyOf(record(new byte[] {1, 2}));

        assertThat(key).isEqualTo(StageOrder.BY_KEY.keyOf(record(new byte[] {1, 2})));
        assertThat(key).isNotEqualTo(StageOrder.BY_KEY.keyOf(record(new byte[] {1, 3})));
        assertThat(StageOrder.BY_KEY.keyOf(record(null))).isNull();
        assertThat(StageOrder.TOTAL.keyOf(record(null)))
                .isNotNull()
                .isEqualTo(StageOrder.TOTAL.keyOf(record(new byte[] {1})));
    }

    @Test
    void whatTakesLongIsSetAsideAndComesOutWhenItIsReady() {
        InFlight.Slot<String> slow = beginAt(10, "slow", 1);
        InFlight.Slot<String> young = beginAt(20, "young", 1);

        inFlight.setAside(15, PATIENCE);

        assertThat(inFlight.awaited()).isEqualTo(1);
        assertThat(inFlight.aside()).isEqualTo(1);
        assertThat(offsetsUnfinished()).containsExactly(0L, 1L);
        assertThat(inFlight.firstUnfinished()).isZero();

        inFlight.finish(slow, "slow", out::add);
        assertThat(inFlight.aside()).isZero();
        assertThat(offsetsUnfinished()).containsExactly(1L);
        assertThat(inFlight.firstUnfinished()).isEqualTo(1);

        inFlight.finish(young, "young", out::add);
        assertThat(out).containsExactly("slow", "young");
        assertThat(inFlight.firstUnfinished()).isEqualTo(2).isEqualTo(inFlight.begun());
    }

    @Test
    void whatIsReadyIsNotSetAsideThoughItsLetterHasNotCome() {
        InFlight.Slot<String> ready = begin("ready");
        ready.workedOnBy(CompletableFuture.completedFuture("ready"));

        inFlight.setAside(100, PATIENCE);

        assertThat(inFlight.aside()).isZero();
    }

    @Test
    void whatWaitsForASlowPredecessorIsSetAsideWithItAndKeepsItsOrder() {
        InFlight.Slot<String> first = beginAt(1, "k", 1);
        InFlight.Slot<String> second = beginAt(2, "k", 1);
        inFlight.finish(second, "2", out::add);

        inFlight.setAside(100, PATIENCE);

        assertThat(inFlight.aside()).isEqualTo(2);
        inFlight.finish(first, "1", out::add);
        assertThat(out).containsExactly("1", "2");
        assertThat(inFlight.aside()).isZero();
    }

    @Test
    void largeRecordsAreNotSetAsideAndAllTogetherStaySmall() {
        beginAt(1, "large", 2_000);
        InFlight.Slot<String> a = beginAt(1, "a", 800);
        InFlight.Slot<String> b = beginAt(2, "b", 800);
        InFlight.Slot<String> c = beginAt(3, "c", 800);

        inFlight.setAside(100, PATIENCE);
        assertThat(inFlight.aside()).isEqualTo(2);

        inFlight.finish(a, "a", out::add); // makes room
        assertThat(inFlight.aside()).isEqualTo(1);
        inFlight.setAside(100, PATIENCE);
        assertThat(inFlight.aside()).isEqualTo(2);
        inFlight.finish(b, "b", out::add);
        inFlight.finish(c, "c", out::add);
        assertThat(inFlight.aside()).isZero();
        assertThat(inFlight.awaited()).isEqualTo(1);
    }

    @Test
    void aBarrierPassesSmallRecordsWhetherTheyHoldAPlaceOrNot() {
        beginAt(1, "aside", 800);
        inFlight.setAside(1, PATIENCE);
        beginAt(2, "awaited", 800);

        assertThat(inFlight.mayBePassed(PATIENCE)).isTrue();
        assertThat(inFlight.awaited()).isEqualTo(1);
    }

    @Test
    void aBarrierWaitsForALargeRecord() {
        InFlight.Slot<String> large = beginAt(1, "large", 2_000);
        beginAt(2, "small", 1);
        assertThat(inFlight.mayBePassed(PATIENCE)).isFalse();

        inFlight.finish(large, "large", out::add);

        assertThat(inFlight.mayBePassed(PATIENCE)).isTrue();
    }

    @Test
    void aBarrierWaitsForWhatIsReadyThoughItsLetterHasNotCome() {
        InFlight.Slot<String> ready = begin("ready");
        ready.workedOnBy(CompletableFuture.completedFuture("ready"));

        assertThat(inFlight.mayBePassed(PATIENCE)).isFalse();
    }

    @Test
    void aBarrierPassesNoMoreThanACheckpointHasRoomFor() {
        for (int i = 0; i < 4; i++) {
            beginAt(i, "image " + i, 850);
        }
        inFlight.setAside(100, PATIENCE);
        assertThat(inFlight.mayBePassed(PATIENCE)).isTrue();

        beginAt(4, "one more", 850);

        assertThat(inFlight.mayBePassed(PATIENCE)).isFalse();
    }

    @Test
    void unfinishedRecordsStandInTheOrderInWhichTheyBegan() {
        InFlight.Slot<String> first = beginAt(1, "first", 1);
        first.workedOnBy(CompletableFuture.completedFuture("first"));
        beginAt(2, "second", 1);
        inFlight.setAside(100, PATIENCE);
        beginAt(3, "third", 1);

        assertThat(inFlight.aside()).isEqualTo(1);
        assertThat(offsetsUnfinished()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void theEndOfPatienceIsThatOfTheNextThatCanBeSetAside() {
        beginAt(1, "large", 2_000);
        beginAt(5, "a", 1);
        beginAt(7, "b", 1);

        assertThat(inFlight.firstAfter(0, PATIENCE)).isEqualTo(5);
        assertThat(inFlight.firstAfter(5, PATIENCE)).isEqualTo(7);
        assertThat(inFlight.firstAfter(7, PATIENCE)).isNull();
    }

    private List<Long> offsetsUnfinished() {
        return inFlight.unfinished().stream().map(SourceRecord::offset).toList();
    }

    private InFlight.Slot<String> begin(String key) {
        return beginAt(0, key, 1);
    }

    private InFlight.Slot<String> beginAt(long now, String key, int bytes) {
        InFlight.Slot<String> slot =
                inFlight.begin(
                        key,
                        new SourceRecord("images", 0, inFlight.begun(), 0, null, new byte[bytes]),
                        now);
        slot.workedOnBy(new CompletableFuture<>());
        return slot;
    }

    private static SourceRecord record(byte[] key) {
        return new SourceRecord("images", 0, 0, 0, key, null);
    }
}
