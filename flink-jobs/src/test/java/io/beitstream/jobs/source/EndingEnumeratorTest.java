package io.beitstream.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.junit.jupiter.api.Test;

class EndingEnumeratorTest {
    private final Context context = new Context();

    @Test
    void readersAreToldWhenASearchFindsNothingNew() throws Exception {
        EndingEnumerator<SourceSplit, Integer> enumerator = enumerator(0);
        enumerator.start();
        context.register(0);
        enumerator.addReader(0);
        assertThat(context.log).as("the search is under way").containsExactly("pending for 0");

        context.answer();
        assertThat(context.log).containsExactly("pending for 0", "no more for 0");

        context.register(1);
        enumerator.addReader(1);
        assertThat(context.log.subList(2, 4)).containsExactly("pending for 1", "no more for 1");
    }

    @Test
    void whatIsNewIsLeftToTheEnumerator() throws Exception {
        EndingEnumerator<SourceSplit, Integer> enumerator = enumerator(1);
        enumerator.start();
        context.register(0);
        enumerator.addReader(0);
        context.answer(); // something is new: where does it begin?
        context.answer();
        context.register(1);
        enumerator.addReader(1);

        assertThat(context.log).containsExactly("pending for 0", "pending for 1");
    }

    @Test
    void aSearchThatFailsIsNoEnd() throws Exception {
        EndingEnumerator<SourceSplit, Integer> enumerator = enumerator(0);
        enumerator.start();
        context.register(0);
        context.fail();
        enumerator.addReader(0);

        assertThat(context.log).containsExactly("pending for 0");
    }

    private EndingEnumerator<SourceSplit, Integer> enumerator(int news) throws Exception {
        return EndingEnumerator.of(context, told -> new Searching(told, news));
    }

    /** Searches as Kafka's does. */
    private final class Searching implements SplitEnumerator<SourceSplit, Integer> {
        private final SplitEnumeratorContext<SourceSplit> told;
        private final int news;

        Searching(SplitEnumeratorContext<SourceSplit> told, int news) {
            this.told = told;
            this.news = news;
        }

        @Override
        public void start() {
            told.callAsync(
                    () -> news,
                    (found, error) -> {
                        if (error == null && found > 0) {
                            told.callAsync(() -> "offsets", (offsets, failed) -> {});
                        }
                    });
        }

        @Override
        public void addReader(int subtask) {
            context.log.add("pending for " + subtask);
        }

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<SourceSplit> splits, int subtask) {}

        @Override
        public Integer snapshotState(long checkpoint) {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** Runs what it is asked for when the test says so. */
    private static final class Context implements SplitEnumeratorContext<SourceSplit> {
        private final List<String> log = new ArrayList<>();
        private final Map<Integer, ReaderInfo> readers = new HashMap<>();
        private final List<Runnable> answers = new ArrayList<>();
        private final List<Runnable> failures = new ArrayList<>();

        void register(int subtask) {
            readers.put(subtask, new ReaderInfo(subtask, "localhost"));
        }

        void answer() {
            List<Runnable> now = List.copyOf(answers);
            answers.clear();
            now.forEach(Runnable::run);
        }

        void fail() {
            failures.forEach(Runnable::run);
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            failures.add(() -> handler.accept(null, new IllegalStateException("pretended")));
            answers.add(
                    () -> {
                        try {
                            handler.accept(callable.call(), null);
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    });
        }

        @Override
        public <T> void callAsync(
                Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            log.add("no more for " + subtask);
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
        }

        @Override
        public int currentParallelism() {
            return 2;
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {}

        @Override
        public void assignSplits(SplitsAssignment<SourceSplit> assignment) {}

        @Override
        public void runInCoordinatorThread(Runnable task) {
            task.run();
        }
    }
}
