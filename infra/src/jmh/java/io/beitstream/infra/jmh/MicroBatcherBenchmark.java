package io.beitstream.infra.jmh;

import io.beitstream.jobs.pipeline.inference.BatchSizes;
import io.beitstream.jobs.pipeline.inference.BatchedNetwork;
import io.beitstream.jobs.pipeline.inference.MicroBatcher;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the micro-batcher itself costs an image: its network does nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MicroBatcherBenchmark {
    private static final int INPUTS = 64;

    private MicroBatcher<Integer, Integer> batcher;

    @Setup
    public void open() {
        batcher =
                new MicroBatcher<>(
                        new Identity(),
                        new MicroBatcher.Config(
                                new BatchSizes(8),
                                Duration.ofMillis(20),
                                Duration.ofMinutes(1),
                                1),
                        new Semaphore(1),
                        DeadlineTimer.SYSTEM,
                        Thread::new);
    }

    @TearDown
    public void close() {
        batcher.close();
    }

    @Benchmark
    @OperationsPerInvocation(INPUTS)
    public int submit() {
        List<CompletableFuture<MicroBatcher.Completed<Integer>>> results = new ArrayList<>(INPUTS);
        for (int i = 0; i < INPUTS; i++) {
            results.add(batcher.submit(i));
        }
        int sum = 0;
        for (CompletableFuture<MicroBatcher.Completed<Integer>> result : results) {
            sum += result.join().output();
        }
        return sum;
    }

    private static final class Identity implements BatchedNetwork<Integer, Integer> {
        @Override
        public List<Integer> run(List<Integer> batch) {
            return batch;
        }

        @Override
        public Integer knownGood() {
            return 0;
        }
    }
}
