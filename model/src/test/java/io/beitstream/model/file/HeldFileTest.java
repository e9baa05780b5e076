package io.beitstream.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFileTest {
    @TempDir private Path directory;

    @Test
    void oneHoldsItAtATime() throws Exception {
        Path file = directory.resolve(".lock");
        try (HeldFile held = HeldFile.take(file, "")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> HeldFile.take(file, "somebody has it"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("somebody has it");
        }
        HeldFile.take(file, "").close();
    }
}
