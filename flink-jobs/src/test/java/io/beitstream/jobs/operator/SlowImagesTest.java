package io.beitstream.jobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow images hold up neither newcomers nor barriers, and none of them is lost. */
@Timeout(60)
class SlowImagesTest {
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(250), 1_000, 4_000);

    private static ManualTimer timer; // the factory is serialized, and this is not

    private final FakeStage stage = new FakeStage();

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

            assertThat(unfinishedAtCheckpoint(task, 1)).containsExactly("slow");

            assertThat(task.out()).containsExactly("fast");
            complete(0, "slow");
            task.work();
            assertThat(task.out()).containsExactly("fast", "slow");
            assertThat(unfinishedAtCheckpoint(task, 2)).isEmpty();
        }
    }

    @Test
    void aBarrierThatIsNotKeptWaitingPassesNothing() throws Exception {
        try (StageHarness task = open(10)) {
            task.process("a");
            task.later(() -> complete(0, "a"));

            assertThat(unfinishedAtCheckpoint(task, 1)).isEmpty();
        }
    }

    @Test
    void aBarrierPassesImagesInTheirOrderAndTheyKeepIt() throws Exception {
        try (StageHarness task = open(10)) {
            task.process("a");
            task.process("b");
            task.process("a");
            task.later(() -> timer.advance(Duration.ofMillis(250)));

            assertThat(unfinishedAtCheckpoint(task, 1)).containsExactly("a", "b", "a");

            complete(2, "a2");
            complete(1, "b");
            complete(0, "a");
            task.work();
            assertThat(task.out()).containsExactly("b", "a", "a2");
        }
    }

    @Test
    void aBarrierTakesNobodysPlace() throws Exception {
        try (StageHarness task = open(1)) {
            task.process("slow");
            task.later(() -> timer.advance(Duration.ofMillis(250)));
            checkpoint(task, 1);
            task.later(() -> complete(0, "slow"));

            task.process("newcomer"); // waits for the place

            assertThat(task.out()).containsExactly("slow");
            complete(1, "newcomer");
        }
    }

    @Test
    void withASourceThatKeepsNothingABarrierWaitsForEveryImage() throws Exception {
        try (StageHarness task = open(10)) {
            TaskProgress.ofThisTask().clear();
            task.process("slow");
            task.later(() -> timer.advance(Duration.ofMinutes(1)));
            task.later(() -> task.later(() -> complete(0, "slow")));

            assertThat(unfinishedAtCheckpoint(task, 1)).isEmpty();

            assertThat(task.out()).containsExactly("slow");
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
            TaskProgress progress = TaskProgress.ofThisTask();
            task.process("a");
            task.later(() -> complete(0, "a"));
            checkpoint(task, 1);
            assertThat(progress.completed(1)).containsExactly(1L);

            task.process("slow");
            task.later(() -> timer.advance(Duration.ofMillis(250)));
            checkpoint(task, 2);
            assertThat(progress.completed(2)).isEmpty();

            task.process("b");
            task.later(() -> complete(2, "b"));
            task.later(() -> timer.advance(Duration.ofMillis(250)));
            checkpoint(task, 3);
            assertThat(progress.completed(3)).isEmpty();

            task.process("slow too");
            complete(1, "slow");
            task.work();
            task.later(() -> timer.advance(Duration.ofMillis(250)));
            checkpoint(task, 4);
            assertThat(progress.completed(4)).containsExactly(2L, 3L);

            complete(3, "slow too");
            task.work();
            checkpoint(task, 5);
            assertThat(progress.completed(5)).containsExactly(4L, 5L);
        }
    }

    private static void checkpoint(StageHarness task, long id) throws Exception {
        task.prepareSnapshotPreBarrier(id);
        task.snapshot(id, 0);
    }

    private static List<String> unfinishedAtCheckpoint(StageHarness task, long id)
            throws Exception {
        checkpoint(task, id);
        return TaskProgress.ofThisTask().unfinishedAt(id, 0).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private void complete(int index, String text) {
        stage.results.get(index).complete(StageHarness.outcome(text));
    }

    private StageHarness open(int capacity) throws Exception {
        StageHarness task = StageHarness.of(new Factory(stage.provider(), capacity));
        task.open();
        TaskProgress.ofThisTask().keepBySource();
        return task;
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
