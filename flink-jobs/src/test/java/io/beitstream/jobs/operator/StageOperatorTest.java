package io.beitstream.jobs.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.inference.EngineFailureException;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.model.DeviceException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StageOperatorTest {
    private final FakeStage stage = new FakeStage();

    @Test
    void aBarrierWaitsUntilAllInFlightIsOut() throws Exception {
        try (StageHarness task = open(StageOrder.BY_KEY, 10)) {
            task.process("a");
            task.process("b");
            task.process("c");
            task.later(() -> complete(2, "c"));
            task.later(() -> complete(0, "a"));
            task.later(() -> complete(1, "b"));
            assertThat(task.out()).isEmpty();

            task.prepareSnapshotPreBarrier(1);

            assertThat(task.out()).containsExactly("c", "a", "b");
            OperatorSubtaskState state = task.snapshot(1, 0);
            assertThat(state.hasState()).isFalse();
        }
    }

    @Test
    void theEndOfInputWaitsUntilAllInFlightIsOut() throws Exception {
        StageHarness task = open(StageOrder.BY_KEY, 10);
        task.process("a");
        task.process("b");
        task.later(() -> complete(1, "b"));
        task.later(() -> complete(0, "a"));

        task.close(); // finishes the operator first

        assertThat(task.out()).containsExactly("b", "a");
        assertThat(stage.closed).isTrue();
    }

    @Test
    void recordsOfOneKeyDoNotOvertakeOneAnother() throws Exception {
        try (StageHarness task = open(StageOrder.BY_KEY, 10)) {
            task.process("a");
            task.process("a");
            task.process("b");
            task.later(() -> complete(1, "a2"));
            task.later(() -> complete(2, "b"));
            task.later(() -> complete(0, "a1"));

            task.prepareSnapshotPreBarrier(1);

            assertThat(task.out()).containsExactly("b", "a1", "a2");
        }
    }

    @Test
    void aTotalOrderIsThatOfTheInput() throws Exception {
        try (StageHarness task = open(StageOrder.TOTAL, 10)) {
            task.process("a");
            task.process("b");
            task.process("c");
            task.later(() -> complete(2, "c"));
            task.later(() -> complete(1, "b"));
            task.later(() -> complete(0, "a"));

            task.prepareSnapshotPreBarrier(1);

            assertThat(task.out()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void aResultThatIsThereAtOnceGoesOutAtOnceAndInItsOrder() throws Exception {
        try (StageHarness task = open(StageOrder.BY_KEY, 10)) {
            task.process("a");
            stage.answer = CompletableFuture.completedFuture(StageHarness.outcome("b"));
            task.process("b");
            stage.answer = CompletableFuture.completedFuture(StageHarness.outcome("a2"));
            task.process("a");
            assertThat(task.out()).containsExactly("b");

            task.later(() -> complete(0, "a1"));
            task.prepareSnapshotPreBarrier(1);

            assertThat(task.out()).containsExactly("b", "a1", "a2");
        }
    }

    @Test
    void aFullOperatorTakesNothingNew() throws Exception {
        try (StageHarness task = open(StageOrder.BY_KEY, 2)) {
            task.process("a");
            task.process("b");
            task.later(
                    () -> {
                        assertThat(stage.results).hasSize(2);
                        complete(0, "a");
                    });

            task.process("c");

            assertThat(task.out()).containsExactly("a");
            assertThat(stage.results).hasSize(3);
            task.later(() -> complete(1, "b"));
            task.later(() -> complete(2, "c"));
            task.prepareSnapshotPreBarrier(1);
        }
    }

    @Test
    void withoutRoomTheSourceWaitsAndRoomWakesIt() throws Exception {
        try (StageHarness task = open(StageOrder.BY_KEY, 10)) {
            stage.room = false;
            task.later(
                    () -> {
                        complete(0, "a"); // another mail does not let the source go on
                        task.later(() -> assertThat(stage.waiting).hasSize(1));
                        task.later(stage::makeRoom);
                    });

            task.process("a");

            assertThat(task.out()).containsExactly("a");
            assertThat(stage.room).isTrue();
            assertThat(stage.waiting).isEmpty();

            stage.room = false; // and it waits again the next time
            task.later(() -> complete(1, "b"));
            task.later(stage::makeRoom);
            task.process("b");
            assertThat(stage.room).isTrue();
            task.prepareSnapshotPreBarrier(1);
        }
    }

    @Test
    void aStageThatFailsAsAWholeFailsTheTaskWithTheCause() throws Exception {
        StageHarness task = open(StageOrder.BY_KEY, 10);
        EngineFailureException broken = new EngineFailureException("the device is gone");
        task.process("a");
        task.later(
                () -> stage.results.get(0).completeExceptionally(new CompletionException(broken)));

        assertThatThrownBy(() -> task.prepareSnapshotPreBarrier(1)).isSameAs(broken);
        assertThat(task.out()).isEmpty();
        task.getOperator().close();
    }

    @Test
    void aStageThatFailsAtOnceFailsTheTask() throws Exception {
        StageHarness task = open(StageOrder.BY_KEY, 10);
        stage.answer = CompletableFuture.failedFuture(new EngineFailureException("at once"));
        task.process("a");

        assertThatThrownBy(() -> task.prepareSnapshotPreBarrier(1))
                .isInstanceOf(EngineFailureException.class)
                .hasMessage("at once");
        task.getOperator().close();
    }

    @Test
    void anErrorFailsTheTaskToo() throws Exception {
        StageHarness task = open(StageOrder.BY_KEY, 10);
        task.process("a");
        task.later(
                () ->
                        stage.results
                                .get(0)
                                .completeExceptionally(new OutOfMemoryError("pretended")));

        assertThatThrownBy(() -> task.prepareSnapshotPreBarrier(1))
                .hasRootCauseMessage("pretended");
        task.getOperator().close();
    }

    @Test
    void whatStaysWrongAtOpeningEndsTheJob() {
        assertThatThrownBy(() -> openFailing(new IllegalArgumentException("other squares")))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage("other squares");
    }

    @Test
    void whatMayPassAtOpeningLetsTheJobTryAgain() {
        IOException unreadable = new IOException("not mounted yet");
        DeviceException busy = new DeviceException(DeviceException.Kind.UNAVAILABLE, "no GPU");

        assertThatThrownBy(() -> openFailing(unreadable)).isSameAs(unreadable);
        assertThatThrownBy(() -> openFailing(busy)).isSameAs(busy);
    }

    @Test
    void closingWithImagesInFlightNeitherWaitsNorFails() throws Exception {
        StageHarness task = open(StageOrder.BY_KEY, 10);
        task.process("a");
        task.process("b");
        task.getTaskMailbox().quiesce();
        task.getTaskMailbox().close();

        assertThatCode(() -> task.getOperator().close()).doesNotThrowAnyException();

        assertThat(stage.closed).isTrue();
        assertThat(task.out()).isEmpty();
    }

    @Test
    void anOperatorHasRoomForOneImageAtLeast() {
        assertThatThrownBy(
                        () ->
                                new StageOperatorFactory<>(
                                        stage.provider(), StageOrder.BY_KEY, 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a stage needs room for one image at least");
    }

    private void complete(int index, String text) {
        stage.results.get(index).complete(StageHarness.outcome(text));
    }

    private StageHarness open(StageOrder order, int capacity) throws Exception {
        return open(stage.provider(), order, capacity);
    }

    private static void openFailing(Exception e) throws Exception {
        open(FakeStage.failing(e), StageOrder.BY_KEY, 1);
    }

    private static StageHarness open(
            StageProvider<SourceRecord> provider, StageOrder order, int capacity) throws Exception {
        StageHarness task =
                StageHarness.of(new StageOperatorFactory<>(provider, order, capacity, null));
        task.open();
        return task;
    }
}
