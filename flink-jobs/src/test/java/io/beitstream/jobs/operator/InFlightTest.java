package io.beitstream.jobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight<String> inFlight = new InFlight<>();
    private final List<String> out = new ArrayList<>();

    @Test
    void resultsOfOneKeyKeepTheirOrder() {
        InFlight.Slot<String> first = inFlight.begin("k");
        InFlight.Slot<String> second = inFlight.begin("k");
        InFlight.Slot<String> third = inFlight.begin("k");

        inFlight.finish(third, "3", out::add);
        inFlight.finish(second, "2", out::add);
        assertThat(out).isEmpty();
        assertThat(inFlight.size()).isEqualTo(3);

        inFlight.finish(first, "1", out::add);
        assertThat(out).containsExactly("1", "2", "3");
        assertThat(inFlight.size()).isZero();
    }

    @Test
    void whatIsHeldBackWaitsForItsOwnPredecessorOnly() {
        InFlight.Slot<String> first = inFlight.begin("k");
        InFlight.Slot<String> second = inFlight.begin("k");
        InFlight.Slot<String> third = inFlight.begin("k");
        inFlight.finish(third, "3", out::add);

        inFlight.finish(first, "1", out::add);
        assertThat(out).containsExactly("1");
        inFlight.finish(second, "2", out::add);
        assertThat(out).containsExactly("1", "2", "3");
    }

    @Test
    void resultsOfOtherKeysOvertake() {
        InFlight.Slot<String> slow = inFlight.begin("slow");
        InFlight.Slot<String> fast = inFlight.begin("fast");

        inFlight.finish(fast, "fast", out::add);
        assertThat(out).containsExactly("fast");
        assertThat(inFlight.size()).isEqualTo(1);

        inFlight.finish(slow, "slow", out::add);
        assertThat(out).containsExactly("fast", "slow");
    }

    @Test
    void resultsWithoutAKeyHaveNoOrder() {
        InFlight.Slot<String> first = inFlight.begin(null);
        InFlight.Slot<String> second = inFlight.begin(null);
        assertThat(inFlight.size()).isEqualTo(2);

        inFlight.finish(second, "2", out::add);
        inFlight.finish(first, "1", out::add);

        assertThat(out).containsExactly("2", "1");
        assertThat(inFlight.size()).isZero();
    }

    @Test
    void aKeyThatIsThroughBeginsAfresh() {
        inFlight.finish(inFlight.begin("k"), "1", out::add);
        inFlight.finish(inFlight.begin("k"), "2", out::add);

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

    private static SourceRecord record(byte[] key) {
        return new SourceRecord("images", 0, 0, 0, key, null);
    }
}
