package io.beitstream.jobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow images hold up neither newcomers nor barriers, and none of them is lost. */
@Timeout(60)
class SlowImagesTest {
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(250), 1_000, 2_000);

    private static ManualTimer timer; // the factory is serialized, and this is not

    private FakeStage stage = new FakeStage();

    SlowImagesTest() {
        timer = new ManualTimer();
    }

    @Test
    void aBarrierPassesAnImageThatItHasWaitedFor() throws Exception {
        try (StageHarness task = open(10)) {
            task.process("slow");
            task.process("fast");
            task.later(() -> complete(1, "fast"));
            task.later(() -> timer.advance(Duration.ofMillis(250)));

            OperatorSubtaskState state = checkpoint(task, 1);

            assertThat(task.out()).containsExactly("fast");
            assertThat(state.hasState()).isTrue();
            complete(0, "slow");
            task.work();
            assertThat(task.out()).containsExactly("fast", "slow");
            assertThat(checkpoint(task, 2)).isNotNull();
        }
    }

    @Test
    void aBarrierThatIsNotKeptWaitingHoldsNothing() throws Exception {
        OperatorSubtaskState state;
        try (StageHarness task = open(10)) {
            task.process("a");
            task.later(() -> complete(0, "a"));
            state = checkpoint(task, 1);
        }

        try (StageHarness task = restored(state)) {
            assertThat(stage.results).isEmpty();
            assertThat(task.out()).isEmpty();
        }
    }

    @Test
    void whatABarrierPassedIsBegunAgainInItsOrderBeforeAnythingNew() throws Exception {
        StageHarness killed = open(10);
        killed.process("a");
        killed.process("b");
        killed.process("c");
        killed.process("a");
        killed.later(() -> timer.advance(Duration.ofMillis(250)));
        OperatorSubtaskState state = checkpoint(killed, 1);
        assertThat(killed.out()).isEmpty();

        try (StageHarness task = restored(state)) {
            assertThat(stage.results).hasSize(4);
            task.process("d");
            for (int i = 4; i >= 0; i--) {
                int index = i;
                task.later(() -> complete(index, "a b c a2 d".split(" ")[index]));
            }
            checkpoint(task, 2);

            assertThat(task.out()).containsExactly("d", "c", "b", "a", "a2");
        }
    }

    @Test
    void anImageThatCameWithinItsRecordIsWaitedFor() throws Exception {
        try (StageHarness task = open(10)) {
            task.process("large", 5_000);
            task.later(() -> timer.advance(Duration.ofMinutes(1)));
            task.later(() -> task.later(() -> complete(0, "large")));

            checkpoint(task, 1);

            assertThat(task.out()).containsExactly("large");
        }
    }

    @Test
    void aFullOperatorTakesNewcomersInTheirPlace() throws Exception {
        try (StageHarness task = open(2)) {
            task.process("slow");
            timer.advance(Duration.ofSeconds(1));
            task.process("b");
            task.later(() -> timer.advance(Duration.ofSeconds(1)));

            task.process("c"); // comes in after the slow one's two seconds

            assertThat(task.out()).isEmpty();
            assertThat(stage.results).hasSize(3);
            complete(2, "c");
            complete(1, "b");
            complete(0, "slow");
            task.work();
            assertThat(task.out()).containsExactly("c", "b", "slow");
        }
    }

    @Test
    void aBarrierDoesNotWaitForTheLongerPatienceWithNewcomers() throws Exception {
        try (StageHarness task = open(1)) {
            task.process("a");
            task.later(() -> complete(0, "a"));
            task.process("slow"); // waited for a place, and was to look again in two seconds
            task.later(() -> timer.advance(Duration.ofMillis(250)));

            checkpoint(task, 1);

            assertThat(task.out()).containsExactly("a");
            complete(1, "slow");
            task.work();
            assertThat(task.out()).containsExactly("a", "slow");
        }
    }

    @Test
    void theEndOfInputWaitsForWhatIsSetAside() throws Exception {
        StageHarness task = open(10);
        task.process("slow");
        task.later(() -> timer.advance(Duration.ofMillis(250)));
        checkpoint(task, 1);
        task.later(() -> complete(0, "slow"));

        task.close(); // finishes the operator first

        assertThat(task.out()).containsExactly("slow");
    }

    @Test
    void offsetsAreSafeWhenAllThatWasReadBeforeThemIsOut() throws Exception {
        try (StageHarness task = open(10)) {
            SafeOffsets offsets = SafeOffsets.ofThisTask();
            task.process("a");
            task.later(() -> complete(0, "a"));
            checkpoint(task, 1);
            assertThat(offsets.completed(1)).isEqualTo(1);

            task.process("slow");
            task.later(() -> timer.advance(Duration.ofMillis(250)));
            checkpoint(task, 2);
            assertThat(offsets.completed(2)).isEqualTo(1);

            task.process("b");
            task.later(() -> complete(2, "b"));
            task.later(() -> timer.advance(Duration.ofMillis(250)));
            checkpoint(task, 3);
            assertThat(offsets.completed(3)).isEqualTo(1);

            task.process("slow too");
            complete(1, "slow");
            task.work();
            task.later(() -> timer.advance(Duration.ofMillis(250)));
            checkpoint(task, 4);
            assertThat(offsets.completed(4)).isEqualTo(3);

            complete(3, "slow too");
            task.work();
            checkpoint(task, 5);
            assertThat(offsets.completed(5)).isEqualTo(5);
        }
    }

    private static OperatorSubtaskState checkpoint(StageHarness task, long id) throws Exception {
        task.prepareSnapshotPreBarrier(id);
        return task.snapshot(id, 0);
    }

    private void complete(int index, String text) {
        stage.results.get(index).complete(StageHarness.outcome(text));
    }

    private StageHarness open(int capacity) throws Exception {
        StageHarness task = operator(capacity);
        task.open();
        return task;
    }

    private StageHarness restored(OperatorSubtaskState state) throws Exception {
        stage = new FakeStage();
        StageHarness task = operator(10);
        task.initializeState(state);
        task.open();
        return task;
    }

    private StageHarness operator(int capacity) throws Exception {
        return StageHarness.of(new Factory(stage.provider(), capacity));
    }

    private static final class Factory extends StageOperatorFactory<SourceRecord> {
        private static final long serialVersionUID = 1L;

        Factory(StageProvider<SourceRecord> provider, int capacity) {
            super(provider, StageOrder.BY_KEY, capacity, PATIENCE);
        }

        @Override
        DeadlineTimer timer() {
            return timer;
        }
    }
}
