package io.beitstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedWindowsTest {
    @TempDir private Path directory;

    @Test
    void anyPartCanBeAskedForInAnyOrder() throws Exception {
        Path file = Files.write(directory.resolve("bytes"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
        MappedWindows windows;
        ByteBuffer late;
        ByteBuffer early;
        ByteBuffer last;
        try (FileChannel channel = FileChannel.open(file)) {
            windows = new MappedWindows(channel);
            late = windows.get(5, 2);
            early = windows.get(1, 3);
            last = windows.get(8, 0);
        }

        assertThat(bytes(late)).containsExactly(5, 6);
        assertThat(bytes(early)).containsExactly(1, 2, 3);
        assertThat(bytes(last)).isEmpty();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    void aStateOfManyTensorsTakesOneMapping() throws Exception {
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.exists(maps), "needs Linux");
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < 300; i++) {
            tensors.put("tensor" + i, HostTensor.ofFloats(new float[] {i, -i}, 2));
        }
        Path file = directory.resolve("many.safetensors");
        SafetensorsFile.write(file, new StateDict(tensors), Map.of());

        StateDict read = SafetensorsFile.read(file).tensors();

        assertThat(read.get("tensor299").toFloats()).containsExactly(299, -299);
        try (var lines = Files.lines(maps)) {
            assertThat(lines.filter(line -> line.endsWith("many.safetensors"))).hasSize(1);
        }
    }
}
