package io.beitstream.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FloatRowsTest {
    @Test
    void rowsComeBackInAnyOrder() throws Exception {
        try (FloatRows rows = new FloatRows(3)) {
            for (int i = 0; i < 100_000; i++) { // more than is buffered
                rows.add(i, i + 0.25f, -i);
            }
            rows.add(1, 2, 3, 4, 5, 6);

            ByteBuffer buffer = rows.buffer(3);
            rows.read(99_999, 2, buffer);
            rows.read(7, 1, buffer);
            float[] found = new float[9];
            buffer.flip().asFloatBuffer().get(found);
            assertThat(rows.count()).isEqualTo(100_002);
            assertThat(found).containsExactly(99_999, 99_999.25f, -99_999, 1, 2, 3, 7, 7.25f, -7);
            assertThatThrownBy(() -> rows.read(100_002, 1, buffer.clear()))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void whatTheDiskCannotHoldIsRefusedAtOnce() {
        assertThatThrownBy(() -> Scratch.requireRoom("features", Long.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("features take")
                .hasMessageContaining("-Djava.io.tmpdir=DIR");
    }
}
