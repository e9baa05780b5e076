package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {
    @TempDir private Path folder;

    @AfterEach
    void clearTheInterruption() {
        Thread.interrupted();
    }

    @Test
    void anInterruptedPublicationLosesNothingAndTheNextEndsIt() throws Exception {
        Path target = folder.resolve("t.tar");
        PartialFile partial = new PartialFile(target);
        try (FileChannel part = partial.from(0, "v1")) {
            part.position(7);
        }
        Files.writeString(partial.path(), "content");

        Thread.currentThread().interrupt();
        assertThatThrownBy(partial::publish).isInstanceOf(ClosedByInterruptException.class);
        Thread.interrupted();
        assertThat(partial.version()).isEqualTo("v1");
        partial.publish();

        assertThat(folder.toFile().list()).containsExactly("t.tar");
        assertThat(target).hasContent("content");
    }

    @Test
    void aFileThatHasItsNameLeavesNoVersionBehind() throws Exception {
        PartialFile partial = new PartialFile(folder.resolve("t.tar"));
        partial.from(0, "v1").close();

        assertThatThrownBy(
                        () ->
                                partial.publish(
                                        (complete, target) -> {
                                            Files.move(complete, target);
                                            throw new ClosedByInterruptException();
                                        }))
                .isInstanceOf(ClosedByInterruptException.class);

        assertThat(folder.toFile().list()).containsExactly("t.tar");
    }
}
