package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.inference.MicroBatcher.Completed;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.model.DeviceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MicroBatcherFailureTest {
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(10);

    private final ManualTimer timer = new ManualTimer();
    private final Doubler network = new Doubler();

    @Test
    void aCallThatHangsFailsWhatRunsAndWhatWaits() throws Exception {
        network.gate = new CountDownLatch(1);
        MicroBatcher<Integer, Integer> batcher = batcher(1);
        CompletableFuture<Completed<Integer>> running = batcher.submit(1);
        network.entered.await();
        CompletableFuture<Completed<Integer>> waiting = batcher.submit(2);

        timer.advance(CALL_TIMEOUT.minusNanos(1));
        assertThat(batcher.isBroken()).isFalse();
        assertThat(running).isNotDone();
        timer.advance(Duration.ofNanos(1));

        assertThat(batcher.isBroken()).isTrue();
        for (CompletableFuture<?> input : List.of(running, waiting, batcher.submit(3))) {
            assertThat(input).isCompletedExceptionally();
            assertThatThrownBy(input::get)
                    .hasCauseInstanceOf(EngineFailureException.class)
                    .hasMessageContaining("has not answered a batch for 600 s");
        }
        network.gate.countDown();
        batcher.close();
        assertThat(network.batches).containsExactly(List.of(1)); // its late result is nobody's
    }

    @Test
    void aCallThatAnswersInTimeIsNotCalledHung() throws Exception {
        try (MicroBatcher<Integer, Integer> batcher = batcher(1)) {
            batcher.submit(1).get();
            batcher.submit(2).get();
            timer.advance(CALL_TIMEOUT.multipliedBy(3));

            assertThat(batcher.isBroken()).isFalse();
            assertThat(batcher.submit(3).get().output()).isEqualTo(6);
        }
    }

    @Test
    void closingDoesNotWaitForEverForACallThatHangsNorDoItsInputs() throws Exception {
        network.gate = new CountDownLatch(1);
        MicroBatcher<Integer, Integer> batcher = batcher(1);
        CompletableFuture<Completed<Integer>> running = batcher.submit(1);
        network.entered.await();

        assertThat(batcher.closeAndJoin(Duration.ofMillis(1))).isFalse();

        assertThat(running).isCompletedExceptionally();
        network.gate.countDown();
        assertThat(batcher.closeAndJoin(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void closingLetsTheRunningBatchEnd() throws Exception {
        network.gate = new CountDownLatch(1);
        MicroBatcher<Integer, Integer> batcher = batcher(1);
        CompletableFuture<Completed<Integer>> running = batcher.submit(1);
        network.entered.await();
        CompletableFuture<Completed<Integer>> waiting = batcher.submit(2);
        waiting.whenComplete((done, error) -> network.gate.countDown());

        assertThat(batcher.closeAndJoin(Duration.ofSeconds(30))).isTrue();

        assertThat(running.get().output()).isEqualTo(2);
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
        assertThat(batcher.isBroken()).isFalse();
    }

    @Test
    void aFullDeviceHalvesBatchesForGood() throws Exception {
        network.failure =
                batch -> batch.size() > 2 ? device(DeviceException.Kind.OUT_OF_MEMORY) : null;
        try (MicroBatcher<Integer, Integer> batcher = batcher(8)) {
            assertThat(batcher.largestBatch()).isEqualTo(8);

            assertThat(outputs(batcher, 8)).containsExactly(0, 2, 4, 6, 8, 10, 12, 14);
            assertThat(batcher.largestBatch()).isEqualTo(2);

            network.failure = batch -> null;
            assertThat(outputs(batcher, 8)).containsExactly(0, 2, 4, 6, 8, 10, 12, 14);
            assertThat(batcher.largestBatch()).isEqualTo(2);
            assertThat(batcher.isBroken()).isFalse();
        }
        assertThat(network.batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThan(3));
    }

    @Test
    void anotherFailureOfABatchDoesNotHalveTheNextOnes() throws Exception {
        network.failure = batch -> batch.size() > 2 ? new IllegalStateException("large") : null;
        try (MicroBatcher<Integer, Integer> batcher = batcher(4)) {
            assertThat(outputs(batcher, 4)).containsExactly(0, 2, 4, 6);
            assertThat(batcher.largestBatch()).isEqualTo(4);
        }
    }

    @Test
    void aLoneInputThatFailsIsTriedOnceMore() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        network.failure =
                batch -> calls.getAndIncrement() == 0 ? new IllegalStateException("once") : null;
        try (MicroBatcher<Integer, Integer> batcher = batcher(1)) {
            assertThat(batcher.submit(4).get().output()).isEqualTo(8);
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void aLoneInputIsNotTriedAThirdTime() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        network.failure =
                batch -> {
                    calls.incrementAndGet();
                    return new IllegalStateException("always");
                };
        try (MicroBatcher<Integer, Integer> batcher = batcher(1)) {
            assertThatThrownBy(() -> batcher.submit(4).get())
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(batcher.isBroken()).isFalse();
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void aDeviceThatFailsOnALoneInputIsBrokenThoughItLooksHealthy() throws Exception {
        network.failure = batch -> device(DeviceException.Kind.LOST);
        try (MicroBatcher<Integer, Integer> batcher = batcher(1)) {
            assertThatThrownBy(() -> batcher.submit(1).get())
                    .hasCauseInstanceOf(EngineFailureException.class)
                    .hasRootCauseInstanceOf(DeviceException.class);

            assertThat(batcher.isBroken()).isTrue();
            assertThatThrownBy(() -> batcher.submit(2).get())
                    .hasCauseInstanceOf(EngineFailureException.class);
        }
    }

    @Test
    void aBrokenEngineFailsWhatWaitsWithTheSameCause() throws Exception {
        network.gate = new CountDownLatch(1);
        network.poison = 1;
        network.healthy = false;
        try (MicroBatcher<Integer, Integer> batcher = batcher(1)) {
            CompletableFuture<Completed<Integer>> guilty = batcher.submit(1);
            network.entered.await();
            CompletableFuture<Completed<Integer>> waiting = batcher.submit(2);

            network.gate.countDown();

            assertThatThrownBy(guilty::get).hasRootCauseMessage("poison");
            assertThatThrownBy(waiting::get)
                    .hasCauseInstanceOf(EngineFailureException.class)
                    .hasRootCauseMessage("poison");
        }
        assertThat(network.batches).isEmpty();
    }

    @Test
    void callbacksThatThrowHarmNobody() throws Exception {
        try (MicroBatcher<Integer, Integer> batcher = batcher(2)) {
            CompletableFuture<Completed<Integer>> first = batcher.submit(1);
            first.whenComplete(
                    (done, error) -> {
                        throw new AssertionError("of a callback");
                    });
            CompletableFuture<Completed<Integer>> second = batcher.submit(2);

            assertThat(first.get().output()).isEqualTo(2);
            assertThat(second.get().output()).isEqualTo(4);
            assertThat(outputs(batcher, 2)).containsExactly(0, 2);
        }
    }

    @Test
    void everyInputCompletesOnceWhileCallersCancel() throws Exception {
        AtomicInteger completed = new AtomicInteger();
        List<CompletableFuture<Completed<Integer>>> inputs = new ArrayList<>();
        network.failure = batch -> batch.isEmpty() ? new IllegalStateException("empty") : null;
        try (MicroBatcher<Integer, Integer> batcher = batcher(2, Duration.ofMillis(1))) {
            for (int i = 0; i < 4000; i += 2) {
                for (int input = i; input < i + 2; input++) {
                    CompletableFuture<Completed<Integer>> future = batcher.submit(input);
                    future.whenComplete((done, error) -> completed.incrementAndGet());
                    inputs.add(future);
                }
                if (i % 4 == 0) { // may come before, while or after the batch is taken
                    inputs.get(i).cancel(false);
                    inputs.get(i + 1).cancel(false);
                }
            }
            outputs(batcher, 2);
        }
        for (int i = 0; i < 4000; i++) {
            if (inputs.get(i).isCancelled()) {
                assertThat(i % 4).isLessThan(2);
            } else {
                assertThat(inputs.get(i).get().output()).isEqualTo(2 * i);
            }
        }
        assertThat(completed).hasValue(4000);
    }

    private static List<Integer> outputs(MicroBatcher<Integer, Integer> batcher, int inputs)
            throws InterruptedException, ExecutionException {
        List<CompletableFuture<Completed<Integer>>> futures = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            futures.add(batcher.submit(i));
        }
        List<Integer> outputs = new ArrayList<>();
        for (CompletableFuture<Completed<Integer>> future : futures) {
            outputs.add(future.get().output());
        }
        return outputs;
    }

    @Test
    void warmingUpFindsTheLargestBatchThatFits() throws Exception {
        network.failure =
                batch -> batch.size() > 2 ? device(DeviceException.Kind.OUT_OF_MEMORY) : null;
        try (MicroBatcher<Integer, Integer> batcher = warm(8)) {
            assertThat(batcher.submit(3).get().output()).isEqualTo(6);
            assertThat(batcher.largestBatch()).isEqualTo(2);
            assertThat(batcher.isBroken()).isFalse();
        }
        // twice 1, twice 2, the halves of one 4, no more of 4, no 8, the input
        assertThat(network.batches.stream().map(List::size)).containsExactly(1, 1, 2, 2, 2, 2, 1);
    }

    @Test
    void itIsReadyWhenItIsWarm() throws Exception {
        network.gate = new CountDownLatch(1);
        try (MicroBatcher<Integer, Integer> batcher = warm(2)) {
            network.entered.await();
            assertThat(batcher.isReady()).isFalse();

            network.gate.countDown();
            assertThat(batcher.submit(3).get().output()).isEqualTo(6);
            assertThat(batcher.isReady()).isTrue();
        }
    }

    @Test
    void aNetworkThatFailsWhileWarmingUpIsBroken() {
        network.failure = batch -> device(DeviceException.Kind.LOST);
        try (MicroBatcher<Integer, Integer> batcher = warm(8)) {
            assertThatThrownBy(() -> batcher.submit(3).get())
                    .hasCauseInstanceOf(EngineFailureException.class)
                    .hasMessageContaining("known-good");
            assertThat(batcher.isBroken()).isTrue();
            assertThat(batcher.isReady()).isFalse();
        }
    }

    private MicroBatcher<Integer, Integer> warm(int largest) {
        network.compilesEachSize = true;
        return batcher(largest, Duration.ofMillis(1));
    }

    private static DeviceException device(DeviceException.Kind kind) {
        return new DeviceException(kind, "pretended");
    }

    private MicroBatcher<Integer, Integer> batcher(int largest) {
        return batcher(largest, Duration.ofDays(1));
    }

    private MicroBatcher<Integer, Integer> batcher(int largest, Duration linger) {
        return new MicroBatcher<>(
                network,
                new MicroBatcher.Config(new BatchSizes(largest), linger, CALL_TIMEOUT, 1),
                new Semaphore(1),
                timer,
                Thread::new);
    }
}
