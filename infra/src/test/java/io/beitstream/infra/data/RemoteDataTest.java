package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteDataTest extends RemoteFetch {
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
                .hasMessage(server.url("t.tar") + " is no tar archive");
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

    @Test
    void aShardMayBeWithoutImagesIfAnotherHasSome() throws Exception {
        byte[] none = Shards.of(Map.of("readme.txt", new byte[9]));
        server.put("t-0.tar", none).put("t-1.tar", SHARD);

        fetch(server.url("t-{0..1}.tar"));

        assertThat(visible()).containsExactly("t-0.tar", "t-1.tar");
        Files.delete(folder.resolve(".origin"));
        assertThatThrownBy(() -> fetch(server.url("t-0.tar")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no shard of " + server.url("t-0.tar"));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 405, 501})
    void aServerMayAnswerGetAlone(int status) throws Exception {
        server.put("t.tar", SHARD).answeringHeads(status);

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(waits).isEmpty();
        assertThat(said.toString()).containsPattern("fetched 1 of 1 files, 0.1 MB, ");
    }

    @Test
    void aSignatureMayHaveRunOut() {
        server.put("t.tar", SHARD).answeringHeads(403).fault("t.tar", ShardServer.status(403));

        assertThatThrownBy(() -> fetch(server.url("t.tar?Signature=secret")))
                .hasMessageEndingWith("the same command with a fresh URL goes on")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anAnswerThatDoesNotBeginIsGivenUp() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        server.put("t.tar", SHARD)
                .fault(
                        "t.tar",
                        (exchange, content) -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        HttpStore store = new HttpStore(Duration.ofMillis(100));

        assertThatThrownBy(() -> store.open(server.url("t.tar"), 0, ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no answer came");
        end.countDown();
    }
}
