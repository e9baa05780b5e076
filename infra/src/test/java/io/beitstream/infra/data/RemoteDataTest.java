package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteDataTest {
    private static final byte[] SHARD = Shards.ofSize(100_000);

    @TempDir private Path directory;
    private Path folder;
    private ShardServer server;
    private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
    private final StringWriter said = new StringWriter();
    private long free = 1 << 30;
    private int attempts = 6;
    private DeadlineTimer timer = DeadlineTimer.SYSTEM;

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
    private static final class ManualTimer implements DeadlineTimer {
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

    private void fetch(String data) throws Exception {
        FetchOptions options =
                new FetchOptions(
                        2,
                        attempts,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        waits::add,
                        place -> free,
                        timer);
        RemoteData.find(DataLocation.of(data), options)
                .fetchInto(folder, new PrintWriter(said, true));
    }

    private List<String> visible() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.equals(".origin"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shardsOfBracesAreCopiedAndNotFetchedAgain() throws Exception {
        server.put("a/t-00.tar", SHARD).put("a/t-01.tar", Shards.ofSize(10));

        fetch(server.url("a/t-{00..01}.tar"));
        fetch(server.url("a/t-{00..01}.tar"));

        assertThat(visible()).containsExactly("t-00.tar", "t-01.tar");
        assertThat(folder.resolve("t-00.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests()).containsExactly("a/t-00.tar", "a/t-01.tar");
        assertThat(said.toString())
                .contains("fetching 2 of 2 files of http", "fetching 0 of 2 files of")
                .containsPattern("fetched 2 of 2 files, 0.1 of 0.1 MB, \\d+\\.\\d MB/s");
    }

    @Test
    void shardsOfSeveralFoldersKeepThem() throws Exception {
        server.put("x/a/t.tar", SHARD).put("x/b/t.tar", SHARD);

        fetch(server.url("x/{a,b}/t.tar"));

        assertThat(visible()).containsExactly("a/t.tar", "b/t.tar");
    }

    @Test
    void aCutConnectionIsGoneOnWithFromWhereItWasCut() throws Exception {
        server.put("t.tar", SHARD).fault("t.tar", ShardServer.cutAfter(70_000));

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1)).matches("t\\.tar bytes=[1-9]\\d+-");
        assertThat(waits).containsExactly(Duration.ofSeconds(1));
        assertThat(visible()).containsExactly("t.tar");
    }

    @Test
    void aConnectionThatStandsStillIsGivenUpAndGoneOnWith() throws Exception {
        ManualTimer manual = new ManualTimer();
        timer = manual;
        CountDownLatch again = new CountDownLatch(1);
        server.put("t.tar", SHARD)
                .fault(
                        "t.tar",
                        (exchange, content) -> {
                            exchange.sendResponseHeaders(200, content.length);
                            exchange.getResponseBody().write(content, 0, 70_000);
                            exchange.getResponseBody().flush();
                            while (again.getCount() > 0) {
                                manual.aMinuteLater();
                                Thread.onSpinWait();
                            }
                        })
                .fault(
                        "t.tar",
                        (exchange, content) -> {
                            again.countDown();
                            exchange.sendResponseHeaders(503, -1);
                        });

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests()).hasSize(3);
    }

    private void leaveAPart() {
        attempts = 1;
        server.put("t.tar", SHARD).fault("t.tar", ShardServer.cutAfter(70_000));
        assertThatThrownBy(() -> fetch(server.url("t.tar")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be fetched in 1 attempts")
                .hasMessageEndingWith("the same command goes on");
    }

    @Test
    void theSameCommandGoesOnWithAPart() throws Exception {
        leaveAPart();

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests().get(1)).matches("t\\.tar bytes=[1-9]\\d+-");
    }

    @Test
    void aFileThatHasChangedComesFromItsStart() throws Exception {
        leaveAPart();
        byte[] other = Shards.ofSize(120_000);
        server.put("t.tar", other).header("ETag", "\"2\"");

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(other);
    }

    @Test
    void aDateStandsInForAnETag() throws Exception {
        server.without("ETag").header("Last-Modified", "Tue, 15 Nov 1994 12:45:26 GMT");
        leaveAPart();

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests().get(1)).contains("bytes=");
    }

    @Test
    void withoutAVersionAFileComesFromItsStart() throws Exception {
        server.header("ETag", "W/\"weak\"");
        leaveAPart();

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests()).containsExactly("t.tar", "t.tar");
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws Exception {
        server.withoutRanges();
        leaveAPart();

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
    }

    @Test
    void aPartThatIsTheWholeComesAnew() throws Exception {
        leaveAPart();
        Files.write(folder.resolve(".partial-t.tar"), SHARD); // killed before it got its name

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void whatMayPassIsTriedAgainEverLater(int status) throws Exception {
        server.put("t.tar", SHARD);
        for (int i = 0; i < 3; i++) {
            server.fault("t.tar", ShardServer.status(status));
        }

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(waits)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void aServerThatStaysIllEndsTheCommandAndWholeShardsStay() throws Exception {
        attempts = 3;
        server.put("t-0.tar", SHARD).put("t-1.tar", SHARD);
        for (int i = 0; i < 3; i++) {
            server.fault("t-1.tar", ShardServer.status(503));
        }

        assertThatThrownBy(() -> fetch(server.url("t-{0..1}.tar")))
                .hasMessage(
                        server.url("t-1.tar")
                                + " could not be fetched in 3 attempts (the server says 503): the same command goes on");
        fetch(server.url("t-{0..1}.tar"));

        assertThat(visible()).containsExactly("t-0.tar", "t-1.tar");
    }

    @Test
    void whatIsNotThereEndsTheCommandAtOnce() {
        server.put("t-0.tar", SHARD);

        assertThatThrownBy(() -> fetch(server.url("t-{0..1}.tar")))
                .hasMessage(
                        "the server says 404 for %s: it is not there: look at --data, and at the ends of its {..}"
                                .formatted(server.url("t-1.tar")));
        assertThat(waits).isEmpty();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void whatIsForbiddenEndsTheCommandAtOnce() {
        server.put("t.tar", SHARD).answeringHeads(403).fault("t.tar", ShardServer.status(403));

        assertThatThrownBy(() -> fetch(server.url("t.tar")))
                .hasMessageStartingWith("the server says 403 for " + server.url("t.tar"));
        assertThat(waits).isEmpty();
    }

    @Test
    void aServerMayAnswerGetAlone() throws Exception {
        server.put("t.tar", SHARD).answeringHeads(403);

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(said.toString()).containsPattern("fetched 1 of 1 files, 0.1 MB, ");
    }

    @Test
    void redirectsAreFollowed() throws Exception {
        server.put("old.tar", SHARD).put("new.tar", SHARD);
        server.fault("old.tar", ShardServer.redirect(server.url("new.tar")));

        fetch(server.url("old.tar"));

        assertThat(folder.resolve("old.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests()).contains("new.tar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>not here</html>", ""})
    void whatIsNoTarIsRefusedByItsName(String content) throws Exception {
        server.put("t.tar", content.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> fetch(server.url("t.tar")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(server.url("t.tar") + " is no tar archive with images in it");
        assertThat(visible()).isEmpty();
    }

    @Test
    void aShortenedTarIsRefusedByItsName() {
        server.put("t.tar", Arrays.copyOf(SHARD, 50_000));

        assertThatThrownBy(() -> fetch(server.url("t.tar")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(server.url("t.tar") + " is no sound tar archive");
    }

    @Test
    void aTableMustBeOne() {
        server.put("t.parquet", "PAR1 and nothing behind it".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> fetch(server.url("t.parquet")))
                .hasMessage(server.url("t.parquet") + " is no sound Parquet file");
    }

    @Test
    void compressedBodiesAreRefused() {
        server.put("t.tar", SHARD).header("Content-Encoding", "gzip");

        assertThatThrownBy(() -> fetch(server.url("t.tar")))
                .hasMessageContaining("compressed (gzip)");
    }

    @Test
    void theDiskMustHaveRoomForWhatIsMissing() throws Exception {
        server.put("t-0.tar", Shards.ofSize(1_000_000)).put("t-1.tar", Shards.ofSize(1_000_000));
        free = 1_500_000;

        assertThatThrownBy(() -> fetch(server.url("t-{0..1}.tar")))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the data take another 2.0 MB, and the disk of %s has 1.5 MB left: choose an --out on a larger one, or name fewer files",
                        folder);
        assertThat(server.requests()).isEmpty();

        free = 3_000_000;
        fetch(server.url("t-{0..1}.tar"));
        free = 0;
        fetch(server.url("t-{0..1}.tar"));
    }

    @Test
    void aFolderWithAPartOfOtherDataIsRefused() throws Exception {
        leaveAPart();

        server.put("u.tar", SHARD);
        assertThatThrownBy(() -> fetch(server.url("u.tar")))
                .hasMessage(
                        "%s holds a part of %s: give that as --data, or remove the folder",
                        folder, server.url("t.tar"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/folder/",
                "http://127.0.0.1/t.tar.gz",
                "https://user:secret@127.0.0.1/t.tar",
                "http:///t.tar",
                "http://127.0.0.1/.t.tar",
                "http://127.0.0.1/{..,a}/t.tar",
                "http://127.0.0.1/{t,t}.tar",
                "nowhere://bucket/t.tar"
            })
    void whatCannotBeFetchedIsRefused(String data) {
        assertThatThrownBy(() -> fetch(data)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFolderOfAFileSystemIsLookedThrough() throws Exception {
        Path store = directory.resolve("store");
        Files.createDirectories(store.resolve("sub/_temporary"));
        Files.write(store.resolve("1.tar"), SHARD);
        Files.write(store.resolve("sub/2.tar"), SHARD);
        Files.write(store.resolve("sub/_temporary/3.tar"), SHARD);
        Files.write(store.resolve(".4.tar"), SHARD);
        Files.write(store.resolve("1.parquet"), new byte[9]); // says where images came from
        Files.write(store.resolve("1.json"), new byte[9]);

        fetch("shelf://" + store + "/");

        assertThat(visible()).containsExactly("1.tar", "sub/2.tar");
        assertThat(folder.resolve("sub/2.tar")).hasBinaryContent(SHARD);
        assertThatThrownBy(() -> fetch("shelf://" + store + "/none"))
                .hasMessage("there is no shelf://" + store + "/none");
    }

    @Test
    void aPartOfAFileInAFileSystemIsGoneOnWith() throws Exception {
        Path file = directory.resolve("t.tar");
        Files.write(file, SHARD);
        FlinkStore store = new FlinkStore();
        String place = "shelf://" + file;
        String version;
        try (RemoteBody whole = store.open(place, 0, "")) {
            version = whole.version();
        }

        try (RemoteBody rest = store.open(place, 99_000, version);
                RemoteBody anew = store.open(place, 99_000, "other")) {
            assertThat(rest.from()).isEqualTo(99_000);
            assertThat(rest.stream().readAllBytes()).hasSize(SHARD.length - 99_000);
            assertThat(anew.from()).isZero();
            assertThat(anew.total()).isEqualTo(SHARD.length);
        }
    }

    @Test
    void shardsOfEntriesAreSamples() throws Exception {
        server.put(
                "t.tar",
                Shards.of(
                        Map.of(
                                "a.png",
                                new byte[3],
                                "a.cls",
                                "cat".getBytes(StandardCharsets.UTF_8))));

        fetch(server.url("t.tar"));

        assertThat(Origin.read(folder))
                .isEqualTo(new Origin(server.url("t.tar"), List.of("3072 t.tar")));
    }
}
