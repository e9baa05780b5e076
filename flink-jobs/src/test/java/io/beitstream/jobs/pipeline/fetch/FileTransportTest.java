package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileTransportTest {
    private final ManualTimer timer = new ManualTimer();
    private DeadlineTimer clock = timer;
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final CountDownLatch testEnd = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    @TempDir private Path directory;
    private UriImageFetcher fetcher;
    private StoreBreakers breakers;

    @AfterEach
    void close() {
        testEnd.countDown();
        if (fetcher != null) {
            fetcher.close();
        }
    }

    private void allow(Map<String, FileStore> stores, String... roots) {
        FetchOptions options =
                FetchOptions.DEFAULTS
                        .withLimits(
                                new FetchLimits(
                                        1000,
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(20),
                                        3,
                                        32,
                                        256))
                        .withRetry(
                                new RetryOptions(
                                        3,
                                        Duration.ZERO,
                                        Duration.ofMillis(1),
                                        Duration.ofMillis(1),
                                        Duration.ofMillis(1)))
                        .withAccess(
                                new FetchAccess(
                                        Set.of("file", "s3"), Set.of(), false, Set.of(roots)));
        if (fetcher != null) {
            fetcher.close();
        }
        breakers = new StoreBreakers(options, clock, () -> 0.5);
        fetcher = new UriImageFetcher(options, breakers, stores, clock);
    }

    private Path root() throws IOException {
        Path root = Files.createDirectories(directory.resolve("images"));
        allow(Map.of(), root.toString());
        return root;
    }

    @Test
    void filesBelowTheRootAreRead() throws Exception {
        Path root = root();
        Path file = Files.write(root.resolve("ä b%.jpg"), new byte[1000]);

        assertThat(fetch(file.toUri()).get()).hasSize(1000);
        assertThat(fetch(URI.create("file://localhost" + file.toUri().getRawPath())).get())
                .hasSize(1000);
        assertThat(fetch(URI.create("FILE:" + file.toUri().getRawPath())).get()).hasSize(1000);
        assertThat(fetch(Files.createFile(root.resolve("empty")).toUri()).get()).isEmpty();
        assertThat(budget.used()).isEqualTo(3000);
    }

    @Test
    void filesAboveTheLimitAreRefused() throws Exception {
        Path file = Files.write(root().resolve("large"), new byte[1001]);

        assertFailure(file.toUri(), "image-too-large");
    }

    @Test
    void filesThatAreNotThereAreTold() throws Exception {
        assertFailure(root().resolve("none").toUri(), "file-not-found");
    }

    @Test
    void filesOutsideTheRootAreRefused() throws Exception {
        Path root = root();
        Path outside = Files.write(directory.resolve("outside"), new byte[1]);
        Files.createDirectories(directory.resolve("images-too"));
        Path beside = Files.write(directory.resolve("images-too").resolve("a"), new byte[1]);
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("up"), directory);
        String path = root.toUri().getRawPath();

        assertFailure(outside.toUri(), "file-not-allowed");
        assertFailure(beside.toUri(), "file-not-allowed");
        assertFailure(root.resolve("link").toUri(), "file-not-allowed");
        assertFailure(root.resolve("up/outside").toUri(), "file-not-allowed");
        assertFailure(URI.create("file:" + path + "../outside"), "file-not-allowed");
        assertFailure(URI.create("file:" + path + "%2e%2e/outside"), "file-not-allowed");
        assertFailure(URI.create("file:" + path + "..%2foutside"), "file-not-allowed");
        assertFailure(URI.create("file:" + path + "up/images/../outside"), "file-not-allowed");
        assertFailure(URI.create("file:///etc/passwd"), "file-not-allowed");
    }

    @Test
    void linksWithinTheRootAreFollowed() throws Exception {
        Path root = root();
        Files.write(root.resolve("a"), new byte[3]);
        Files.createSymbolicLink(root.resolve("b"), root.resolve("a"));

        assertThat(fetch(root.resolve("b").toUri()).get()).hasSize(3);
        Files.createDirectories(root.resolve("x"));
        assertThat(fetch(URI.create("file:" + root + "/x/../a")).get()).hasSize(3);
    }

    @Test
    void aRootMayBeALink() throws Exception {
        Path real = Files.createDirectories(directory.resolve("real"));
        Files.write(real.resolve("a"), new byte[3]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        allow(Map.of(), link.toString());

        assertThat(fetch(link.resolve("a").toUri()).get()).hasSize(3);
    }

    @Test
    void whatIsNoRegularFileIsNeverOpened() throws Exception {
        Path root = root();
        Path fifo = root.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        Path socket = root.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            assertFailure(fifo.toUri(), "file-not-allowed");
            assertFailure(socket.toUri(), "file-not-allowed");
            assertFailure(root.toUri(), "file-not-allowed");
        }
        allow(Map.of(), "/dev");
        assertFailure(URI.create("file:/dev/zero"), "file-not-allowed");
    }

    @Test
    void urisThatNameNoFileAreRefused() throws Exception {
        String path = root().toUri().getRawPath();

        assertFailure(URI.create("file:" + path + "a%00b"), "file-not-allowed");
        assertFailure(URI.create("file://host" + path + "a"), "file-not-allowed");
        assertFailure(URI.create("file:" + path + "a?b"), "malformed-uri");
        assertFailure(URI.create("file:" + path + "a#b"), "malformed-uri");
        assertFailure(URI.create("file:a"), "malformed-uri");
        assertFailure(URI.create("hdfs:/a"), "scheme-not-allowed");
    }

    @Test
    void withoutRootsThereAreNoFiles() throws Exception {
        allow(Map.of());

        assertFailure(Files.createFile(directory.resolve("a")).toUri(), "file-not-allowed");
    }

    @Test
    void aRootNeedsItsFileSystem() {
        assertThatThrownBy(() -> allow(Map.of(), "s3://bucket/images"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3://bucket/images");
    }

    @Test
    void otherFileSystemsComeFromOutside() throws Exception {
        allow(Map.of("s3", store(() -> 3L)), "s3://bucket/images");

        assertFailure(URI.create("s3://bucket/images/../b"), "file-not-allowed");
        assertFailure(URI.create("s3://bucket/images/%2e%2e/b"), "file-not-allowed");
        assertFailure(URI.create("s3://other/images/a"), "file-not-allowed");
        assertFailure(URI.create("s3://bucket/b"), "file-not-allowed");
        assertThat(fetch(URI.create("s3://bucket/images/a")).get()).hasSize(3);
    }

    @Test
    void whatMayPassIsTriedAgain() throws Exception {
        clock = DeadlineTimer.SYSTEM;
        allow(
                Map.of(
                        "s3",
                        store(
                                () -> {
                                    if (calls.incrementAndGet() < 3) {
                                        throw new IOException("secret");
                                    }
                                    return 3L;
                                })),
                "s3://bucket/images");

        CompletableFuture<byte[]> image = fetch(URI.create("s3://bucket/images/a"));

        assertThat(image.get()).hasSize(3);
        assertThat(calls).hasValue(3);
    }

    @Test
    void aFileWhoseLengthIsWrongIsNoImage() throws Exception {
        clock = DeadlineTimer.SYSTEM;
        allow(Map.of("s3", store(() -> 2L)), "s3://bucket/images");

        CompletableFuture<byte[]> image = fetch(URI.create("s3://bucket/images/a"));

        assertThat(catchThrowable(image::get)).hasCauseInstanceOf(StageException.class);
        assertThat(ScriptedStore.failure(image).errorClass()).isEqualTo("file-unreadable");
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatIsForbiddenOrMissingIsFinal() throws Exception {
        allow(Map.of("s3", store(() -> refuse(new AccessDeniedException("secret")))), "s3://b/a");
        assertFailure(URI.create("s3://b/a/c"), "file-unreadable");
        allow(Map.of("s3", store(() -> refuse(new FileNotFoundException("secret")))), "s3://b/a");
        assertFailure(URI.create("s3://b/a/c"), "file-not-found");
        assertThat(calls).hasValue(2);
    }

    private long refuse(IOException error) throws IOException {
        calls.incrementAndGet();
        throw error;
    }

    @Test
    void aHungMountHoldsItsImagesAndNobodyElse() throws Exception {
        FileStore hung =
                store(
                        () -> {
                            calls.incrementAndGet();
                            while (testEnd.getCount() > 0) {
                                try {
                                    testEnd.await();
                                } catch (InterruptedException e) {
                                    // a hung mount heeds nothing
                                }
                            }
                            return 3L;
                        });
        Path root = Files.createDirectories(directory.resolve("images"));
        allow(Map.of("s3", hung), "s3://bucket/images", root.toString());

        List<CompletableFuture<byte[]>> images =
                IntStream.range(0, 100)
                        .mapToObj(i -> fetch(URI.create("s3://bucket/images/" + i)))
                        .toList();
        for (int i = 0; i < 30; i++) {
            timer.advance(Duration.ofSeconds(10));
        }

        assertThat(images).noneMatch(CompletableFuture::isDone);
        assertThat(breakers.openStores()).containsExactly("s3://bucket/images");
        assertThat(calls.get()).isLessThanOrEqualTo(16);
        assertThat(fetch(Files.write(root.resolve("a"), new byte[3]).toUri()).get()).hasSize(3);
    }

    @Test
    void noThreadOutlivesTheFetcher() throws Exception {
        fetch(Files.write(root().resolve("a"), new byte[3]).toUri()).get();
        List<Thread> threads =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("beitstream-file"))
                        .toList();
        assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);

        fetcher.close();

        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        allow(
                Map.of(
                        "s3",
                        store(
                                () -> {
                                    try {
                                        testEnd.await();
                                    } catch (InterruptedException e) {
                                        throw new IOException(e);
                                    }
                                    return 3L;
                                })),
                "s3://bucket/images");
        CompletableFuture<byte[]> image = fetch(URI.create("s3://bucket/images/a"));

        fetcher.close();

        assertThat(ScriptedStore.failure(image)).hasMessageContaining("the fetcher is closed");
        assertThat(fetch(URI.create("s3://bucket/images/a"))).isCompletedExceptionally();
    }

    private interface Length {
        long get() throws IOException;
    }

    private static FileStore store(Length length) {
        return new FileStore() {
            @Override
            public long length(URI uri) throws IOException {
                return length.get();
            }

            @Override
            public InputStream open(URI uri) {
                return new ByteArrayInputStream(new byte[3]);
            }
        };
    }

    private CompletableFuture<byte[]> fetch(URI uri) {
        return fetcher.fetch(uri, Ticket.issue(budget, timer, Duration.ofMinutes(5), 0));
    }

    private void assertFailure(URI uri, String errorClass) {
        Throwable thrown = catchThrowable(() -> fetch(uri).get());
        assertThat(thrown).hasCauseInstanceOf(StageException.class);
        StageException failure = (StageException) thrown.getCause();
        assertThat(failure.errorClass()).isEqualTo(errorClass);
        assertThat(failure.getMessage()).doesNotContain("secret");
        assertThat(budget.used()).isZero();
    }
}
