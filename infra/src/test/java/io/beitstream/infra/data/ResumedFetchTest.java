package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumedFetchTest extends RemoteFetch {
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
    void aPartThatIsTheWholeIsNotAskedFor() throws Exception {
        leaveAPart();
        Files.write(folder.resolve(".partial-t.tar"), SHARD); // killed before it got its name

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests()).containsExactly("t.tar");
    }

    @Test
    void aPartOfUnknownLengthThatIsTheWholeComesAnew() throws Exception {
        server.answeringHeads(403);
        leaveAPart();
        Files.write(folder.resolve(".partial-t.tar"), SHARD);

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests())
                .containsExactly("t.tar", "t.tar", "t.tar bytes=%d-".formatted(SHARD.length));
    }

    @Test
    void aPartThatHasTheLengthAloneComesAnew() throws Exception {
        leaveAPart();
        byte[] broken = SHARD.clone();
        Arrays.fill(broken, 0, 512, (byte) 'x');
        Files.write(folder.resolve(".partial-t.tar"), broken);

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests()).containsExactly("t.tar", "t.tar");
    }

    @Test
    void aPartOfAnotherVersionIsNotGoneOnWith() throws Exception {
        leaveAPart();
        server.fault(
                "t.tar",
                (exchange, content) -> { // as if it did not know If-Range
                    byte[] rest = Arrays.copyOfRange(content, 70_000, content.length);
                    exchange.getResponseHeaders().set("ETag", "\"2\"");
                    exchange.getResponseHeaders()
                            .set(
                                    "Content-Range",
                                    "bytes 70000-%d/%d"
                                            .formatted(content.length - 1, content.length));
                    exchange.sendResponseHeaders(206, rest.length);
                    exchange.getResponseBody().write(rest);
                });

        fetch(server.url("t.tar"));

        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void whatHasChangedSinceItWasLookedAtIsNotTaken() throws Exception {
        byte[] other = Shards.ofSize(120_000);
        server.put("t.tar", SHARD)
                .fault(
                        "t.tar",
                        (exchange, content) -> {
                            exchange.sendResponseHeaders(200, other.length);
                            exchange.getResponseBody().write(other);
                        });

        assertThatThrownBy(() -> fetch(server.url("t.tar")))
                .hasMessageContaining(
                        "had %,d when it was looked at: the same command looks again"
                                .formatted(SHARD.length));
        assertThat(waits).isEmpty();
        fetch(server.url("t.tar"));
        assertThat(folder.resolve("t.tar")).hasBinaryContent(SHARD);
    }

    @Test
    void aDiskThatTakesNothingEndsTheCommandAtOnce() throws Exception {
        leaveAPart();
        waits.clear();
        attempts = 6;
        Files.delete(folder.resolve(".partial-t.tar"));
        Files.delete(folder.resolve(".partial-t.tar.version"));
        Files.createDirectory(folder.resolve(".partial-t.tar.version"));

        assertThatThrownBy(() -> fetch(server.url("t.tar")))
                .hasMessageContaining("cannot be written")
                .hasMessageEndingWith("make room, and the same command goes on");
        assertThat(waits).isEmpty();
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
    void aFolderWithAPartOfOtherDataIsRefused() throws Exception {
        leaveAPart();

        server.put("u.tar", SHARD);
        assertThatThrownBy(() -> fetch(server.url("u.tar")))
                .hasMessage(
                        "%s holds a part of %s: give that as --data, or remove the folder",
                        folder, server.url("t.tar"));
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
}
