package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteListingTest extends RemoteFetch {
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
    void suffixesMayBeInCapitals() throws Exception {
        server.put("TRAIN.TAR", SHARD);

        fetch(server.url("TRAIN.TAR"));

        assertThat(visible()).containsExactly("TRAIN.TAR");
    }

    @Test
    void tablesBesideImagesAreNotTaken() throws Exception {
        Path store = Files.createDirectories(directory.resolve("store"));
        Files.write(store.resolve("1.parquet"), new byte[9]);
        Files.write(store.resolve("1.jpg"), new byte[9]);

        assertThatThrownBy(() -> fetch("shelf://" + store))
                .hasMessage(
                        "shelf://%s holds images, which are not read from elsewhere: put them into tar shards",
                        store);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:secret@127.0.0.1/t.tar",
                "https://127.0.0.1/a b.tar?sig=secret",
                "https://127.0.0.1/{t.tar?sig=secret",
                "https://127.0.0.1/t.txt?sig=secret",
                "{https://127.0.0.1/t.tar?sig=secret,nowhere://bucket/t.tar}",
                "nowhere://key:secret@bucket/t.tar"
            })
    void messagesKeepSecrets(String data) {
        assertThatThrownBy(() -> fetch(data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThat(said.toString()).doesNotContain("secret");
    }

    @Test
    void aListMayBeOfWholeUrls() throws Exception {
        server.put("a/1.tar", SHARD).put("b/2.tar", SHARD);

        fetch("{%s,%s?sig=x}".formatted(server.url("a/1.tar"), server.url("b/2.tar")));

        assertThat(visible()).containsExactly("a/1.tar", "b/2.tar");
    }

    @Test
    void otherQueriesAreOtherData() throws Exception {
        server.put("get.tar", SHARD);
        fetch(server.url("get.tar?id=1&X-Amz-Signature=a"));
        fetch(server.url("get.tar?id=1&X-Amz-Signature=b"));

        assertThat(server.requests()).containsExactly("get.tar");
        assertThatThrownBy(() -> fetch(server.url("get.tar?id=2")))
                .hasMessageContaining("holds a part of " + server.url("get.tar?"));
    }

    @Test
    void aListingIsTriedAgain() throws Exception {
        Path store = Files.createDirectories(directory.resolve("store"));
        Files.write(store.resolve("1.tar"), SHARD);
        ShelfFileSystem.FAILURES.set(2);

        fetch("shelf://" + store);

        assertThat(visible()).containsExactly("1.tar");
        assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
