package io.beitstream.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationTest {
    @TempDir private Path directory;

    @Test
    void aFileTakesThePlaceOfTheOldOneAndLeavesNothingBehind() throws Exception {
        Path file = directory.resolve("a.txt");

        Publication.writeText(file, "old and longer");
        Publication.writeText(file, "nëw");

        assertThat(file).hasContent("nëw");
        assertThat(directory).isDirectoryContaining(entry -> entry.equals(file));
        assertThat(Publication.partial(file)).doesNotExist();
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheOldOne() throws Exception {
        Path file = directory.resolve("a.txt");
        Publication.writeText(file, "old");

        assertThatThrownBy(
                        () ->
                                Publication.write(
                                        file,
                                        out -> {
                                            throw new IOException("disk full");
                                        }))
                .hasMessage("disk full");

        assertThat(file).hasContent("old");
    }

    @Test
    void aDirectoryIsRenamedWithWhatItHolds() throws Exception {
        Path target = directory.resolve("round");
        Path partial = Files.createDirectory(Publication.partial(target));
        Files.writeString(partial.resolve("x"), "1");

        Publication.rename(partial, target);

        assertThat(target.resolve("x")).hasContent("1");
        assertThat(partial).doesNotExist();
    }
}
