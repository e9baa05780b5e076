package io.beitstream.infra.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedStatesTest {
    @TempDir private Path folder;

    @Test
    void theNewestIsTheOneCountedHighestWhereverItLies() throws Exception {
        Checkpointed.complete(folder.resolve("checkpoints/aaaa/chk-9"), 9);
        Checkpointed.complete(folder.resolve("checkpoints/bbbb/chk-10"), 10);
        Checkpointed.complete(folder.resolve("savepoints/savepoint-aaaa"), 8);
        assertThat(newest()).contains(folder.resolve("checkpoints/bbbb/chk-10"));

        Checkpointed.complete(folder.resolve("savepoints/savepoint-bbbb"), 11);
        assertThat(newest()).contains(folder.resolve("savepoints/savepoint-bbbb"));
    }

    @Test
    void whatACrashCutShortIsPassedOver() throws Exception {
        Checkpointed.complete(folder.resolve("checkpoints/a/chk-1"), 1);
        Files.createDirectories(folder.resolve("checkpoints/a/chk-3/leftover"));
        int whole = Checkpointed.metadata(2).length;
        for (int length = 0; length < whole; length++) {
            Checkpointed.cutShort(folder.resolve("checkpoints/a/chk-2"), 2, length);

            assertThat(newest()).contains(folder.resolve("checkpoints/a/chk-1"));
        }
        Checkpointed.complete(folder.resolve("checkpoints/a/chk-2"), 2);
        assertThat(newest()).contains(folder.resolve("checkpoints/a/chk-2"));
    }

    @Test
    void junkIsNoState() throws Exception {
        Files.createDirectories(folder.resolve("savepoints/x"));
        Files.writeString(folder.resolve("savepoints/x/_metadata"), "not of Flink's");

        assertThat(newest()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsAnError() throws Exception {
        Checkpointed.complete(folder.resolve("checkpoints/a/chk-1"), 1);
        Files.createDirectories(folder.resolve("checkpoints/a/chk-2"));
        Files.createSymbolicLink(
                folder.resolve("checkpoints/a/chk-2/_metadata"), Path.of("/proc/self/mem"));
        assumeThat(Path.of("/proc/self/mem")).exists();

        assertThatThrownBy(this::newest).isInstanceOf(IOException.class);
    }

    @Test
    void aFolderThatIsNotThereHoldsNoState() throws Exception {
        assertThat(SavedStates.newest(flink(folder.resolve("missing")))).isEmpty();
    }

    private Optional<Path> newest() throws Exception {
        return SavedStates.newest(flink(folder)).map(path -> Path.of(path.toUri().getPath()));
    }

    private static org.apache.flink.core.fs.Path flink(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri());
    }
}
