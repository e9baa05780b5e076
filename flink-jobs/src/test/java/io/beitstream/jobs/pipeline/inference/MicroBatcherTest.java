package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.inference.MicroBatcher.Completed;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MicroBatcherTest {
    private static final Duration FOREVER = Duration.ofDays(1);

    @Test
    void aFullBatchRunsAtOnceAndResultsFindTheirCallers() throws Exception {
        Doubler network = new Doubler();
        try (MicroBatcher<Integer, Integer> batcher = batcher(network, 4, FOREVER)) {
            List<CompletableFuture<Completed<Integer>>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(batcher.submit(i));
            }

            for (int i = 0; i < 4; i++) {
                assertThat(futures.get(i).get().output()).isEqualTo(2 * i);
                assertThat(futures.get(i).get().batchSize()).isEqualTo(4);
            }
        }
        assertThat(network.batches).containsExactly(List.of(0, 1, 2, 3));
    }

    @Test
    void aLonelyInputRunsAfterLinger() throws Exception {
        try (MicroBatcher<Integer, Integer> batcher =
                batcher(new Doubler(), 4, Duration.ofMillis(1))) {
            assertThat(batcher.submit(21).get().output()).isEqualTo(42);
        }
    }

    @Test
    void onlyTheGuiltyInputFails() throws Exception {
        Doubler network = new Doubler();
        network.poison = 5;
        try (MicroBatcher<Integer, Integer> batcher = batcher(network, 8, FOREVER)) {
            List<CompletableFuture<Completed<Integer>>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                futures.add(batcher.submit(i));
            }

            for (int i = 0; i < 8; i++) {
                CompletableFuture<Completed<Integer>> future = futures.get(i);
                if (i == 5) {
                    assertThatThrownBy(future::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasRootCauseMessage("poison");
                } else {
                    assertThat(future.get().output()).isEqualTo(2 * i);
                }
            }
        }
    }

    @Test
    void aBrokenEngineIsNotBlamedOnTheInput() throws Exception {
        Doubler network = new Doubler();
        network.poison = 1;
        network.healthy = false;
        try (MicroBatcher<Integer, Integer> batcher = batcher(network, 1, FOREVER)) {
            assertThatThrownBy(() -> batcher.submit(1).get())
                    .hasCauseInstanceOf(EngineFailureException.class);
        }
    }

    @Test
    void aNetworkThatLosesResultsFailsEveryInputOnce() throws Exception {
        BatchedNetwork<Integer, Integer> forgetful =
                new Doubler() {
                    @Override
                    public List<Integer> run(List<Integer> batch) {
                        return List.of();
                    }
                };
        try (MicroBatcher<Integer, Integer> batcher = batcher(forgetful, 2, FOREVER)) {
            CompletableFuture<Completed<Integer>> first = batcher.submit(1);
            CompletableFuture<Completed<Integer>> second = batcher.submit(2);

            assertThatThrownBy(first::get).hasMessageContaining("0 results for 1 inputs");
            assertThatThrownBy(second::get).hasMessageContaining("0 results for 1 inputs");
        }
    }

    @Test
    void anErrorInTheNetworkDoesNotEndTheWorker() throws Exception {
        Doubler network = new Doubler();
        network.error = new OutOfMemoryError("pretended");
        try (MicroBatcher<Integer, Integer> batcher = batcher(network, 1, FOREVER)) {
            assertThatThrownBy(() -> batcher.submit(1).get()).hasRootCauseMessage("pretended");
            network.error = null;
            assertThat(batcher.submit(2).get().output()).isEqualTo(4);
        }
    }

    @Test
    void aCancelledInputIsNotRun() throws Exception {
        Doubler network = new Doubler();
        network.gate = new CountDownLatch(1);
        try (MicroBatcher<Integer, Integer> batcher = batcher(network, 1, FOREVER)) {
            CompletableFuture<Completed<Integer>> first = batcher.submit(0);
            network.entered.await();
            CompletableFuture<Completed<Integer>> abandoned = batcher.submit(1);
            CompletableFuture<Completed<Integer>> last = batcher.submit(2);

            abandoned.cancel(false);
            network.gate.countDown();

            assertThat(last.get().output()).isEqualTo(4);
            assertThat(first).isDone();
        }
        assertThat(network.batches).containsExactly(List.of(0), List.of(2));
    }

    @Test
    void closingFailsWhatStillWaits() throws Exception {
        Doubler network = new Doubler();
        MicroBatcher<Integer, Integer> batcher = batcher(network, 4, FOREVER);
        CompletableFuture<Completed<Integer>> waiting = batcher.submit(1);

        batcher.close();

        assertThatThrownBy(() -> waiting.get(1, TimeUnit.SECONDS))
                .isInstanceOf(CancellationException.class);
        assertThat(batcher.submit(2)).isCompletedExceptionally();
        assertThat(network.batches).isEmpty();
    }

    @Test
    void everyInputOfManyCallersCompletesExactlyOnce() throws Exception {
        Doubler network = new Doubler();
        network.poison = 77;
        try (MicroBatcher<Integer, Integer> batcher = batcher(network, 8, Duration.ofMillis(1))) {
            List<CompletableFuture<Completed<Integer>>> futures =
                    Collections.synchronizedList(new ArrayList<>());
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 16; caller++) {
                int base = caller * 100;
                callers.add(
                        new Thread(
                                () -> {
                                    for (int i = 0; i < 100; i++) {
                                        futures.add(batcher.submit(base + i));
                                    }
                                }));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }

            long failed = 0;
            long sum = 0;
            for (CompletableFuture<Completed<Integer>> future : futures) {
                try {
                    sum += future.get().output();
                } catch (ExecutionException e) {
                    failed++;
                }
            }
            assertThat(futures).hasSize(1600);
            assertThat(failed).isEqualTo(1);
            assertThat(sum).isEqualTo(2L * (1599 * 1600 / 2 - 77));
        }
    }

    @Test
    void batchesRunSideBySideAsTheDeviceAllows() throws Exception {
        Semaphore device = new Semaphore(2);
        CyclicBarrier together = new CyclicBarrier(2);
        Doubler network =
                new Doubler() {
                    @Override
                    public List<Integer> run(List<Integer> batch) {
                        try {
                            together.await(); // neither ends before the other has begun
                        } catch (InterruptedException | BrokenBarrierException e) {
                            throw new AssertionError(e);
                        }
                        return super.run(batch);
                    }
                };
        try (MicroBatcher<Integer, Integer> batcher = batcher(network, 2, FOREVER, device, 2)) {
            List<CompletableFuture<Completed<Integer>>> futures = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                futures.add(batcher.submit(i));
            }
            for (int i = 0; i < 40; i++) {
                assertThat(futures.get(i).get().output()).isEqualTo(2 * i);
            }
        }
        assertThat(device.availablePermits()).isEqualTo(2);
    }

    @Test
    void aDeviceWithOneTurnRunsOneBatchAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Doubler network =
                new Doubler() {
                    @Override
                    public List<Integer> run(List<Integer> batch) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        return super.run(batch);
                    }
                };
        try (MicroBatcher<Integer, Integer> batcher =
                batcher(network, 1, FOREVER, new Semaphore(1), 4)) {
            List<CompletableFuture<Completed<Integer>>> futures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                futures.add(batcher.submit(i));
            }
            for (CompletableFuture<Completed<Integer>> future : futures) {
                future.get();
            }
        }
        assertThat(most).hasValue(1);
    }

    private static MicroBatcher<Integer, Integer> batcher(
            BatchedNetwork<Integer, Integer> network, int largest, Duration linger) {
        return batcher(network, largest, linger, new Semaphore(1), 1);
    }

    private static MicroBatcher<Integer, Integer> batcher(
            BatchedNetwork<Integer, Integer> network,
            int largest,
            Duration linger,
            Semaphore device,
            int atOnce) {
        return new MicroBatcher<>(
                network,
                new MicroBatcher.Config(
                        new BatchSizes(largest), linger, Duration.ofMinutes(1), atOnce),
                device,
                DeadlineTimer.SYSTEM,
                Thread::new);
    }
}
