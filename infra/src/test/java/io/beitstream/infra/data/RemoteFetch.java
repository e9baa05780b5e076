package io.beitstream.infra.data;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server and a folder into which files are fetched from it. */
abstract class RemoteFetch {
    static final byte[] SHARD = Shards.ofSize(100_000);

    @TempDir Path directory;
    Path folder;
    ShardServer server;
    final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
    final StringWriter said = new StringWriter();
    long free = 1 << 30;
    int attempts = 6;
    DeadlineTimer timer = DeadlineTimer.SYSTEM;

    @BeforeEach
    void start() throws IOException {
        folder = directory.resolve("data.partial");
        server = new ShardServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Its time goes on when a test says so. */
    static final class ManualTimer implements DeadlineTimer {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final AtomicLong now = new AtomicLong();

        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public Scheduled schedule(Runnable task, long delayNanos) {
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        void aMinuteLater() {
            now.addAndGet(Duration.ofSeconds(61).toNanos());
            Runnable due = tasks.poll();
            if (due != null) {
                due.run();
            }
        }
    }

    void fetch(String data) throws Exception {
        FetchOptions options =
                new FetchOptions(
                        2,
                        attempts,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        waits::add,
                        place -> free,
                        timer);
        RemoteData.find(DataLocation.of(data), options, List.of(folder))
                .fetchInto(folder, new PrintWriter(said, true));
    }

    List<String> visible() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.equals(".origin"))
                    .sorted()
                    .toList();
        }
    }
}
