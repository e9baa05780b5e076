package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PartialCopyTest extends RemoteFetch {
    @Test
    void aFolderFollowsItsListing() throws Exception {
        Path store = Files.createDirectories(directory.resolve("store"));
        Files.write(store.resolve("1.tar"), SHARD);
        Files.write(store.resolve("2.tar"), SHARD);
        fetch("shelf://" + store);
        byte[] other = Shards.ofSize(120_000);
        Files.delete(store.resolve("1.tar"));
        Files.write(store.resolve("2.tar"), other);
        Files.write(store.resolve("3.tar"), SHARD);

        fetch("shelf://" + store);

        assertThat(visible()).containsExactly("2.tar", "3.tar");
        assertThat(folder.resolve("2.tar")).hasBinaryContent(other);
    }

    @Test
    void whatNobodyKnowsTheOriginOfIsRemoved() throws Exception {
        server.put("t.tar", SHARD);
        Files.createDirectories(folder);
        Files.write(folder.resolve("part-0.tar"), SHARD); // of rows that were being converted
        Files.write(folder.resolve("t.tar"), SHARD);

        fetch(server.url("t.tar"));

        assertThat(visible()).containsExactly("t.tar");
        assertThat(server.requests()).containsExactly("t.tar");
    }

    @Test
    void whatHasComeIsNotAskedFor() throws Exception {
        server.put("t.tar", SHARD);
        fetch(server.url("t.tar"));
        server.answeringHeads(404); // nor looked for

        fetch(server.url("t.tar"));

        assertThat(visible()).containsExactly("t.tar");
    }
}
