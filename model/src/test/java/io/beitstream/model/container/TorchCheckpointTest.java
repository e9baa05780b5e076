package io.beitstream.model.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCheckpointTest {
    private static final String ZIP = "checkpoint_wrapped.pth";
    private static final String LEGACY = "checkpoint_wrapped_legacy.pth";
    private static final String HALF = "checkpoint_bare_half_module_prefix.pth";
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {ZIP, LEGACY, HALF})
    void everyFormGivesExactlyTheExpectedTensors(String name) throws Exception {
        StateDict expected =
                SafetensorsFile.read(golden("checkpoint.expected.safetensors")).tensors();
        TensorContainer container = TensorContainers.open(golden(name));

        assertThat(container.tensors()).hasSameSizeAs(expected.asMap());
        container
                .tensors()
                .forEach(
                        (key, tensor) -> {
                            HostTensor reference = expected.get(key.replace("module.", ""));
                            boolean half = tensor.type() == DType.FLOAT16;
                            HostTensor rounded = half ? reference.cast(DType.FLOAT16) : reference;
                            assertThat(tensor.data()).as(key).isEqualTo(rounded.data());
                            assertThat(tensor.shape()).as(key).isEqualTo(reference.shape());
                        });
    }

    @Test
    void shardsAreReadTogetherAndAMissingOneIsNamed() throws Exception {
        HostTensor a = HostTensor.ofFloats(new float[] {1}, 1);
        HostTensor b = HostTensor.ofFloats(new float[] {2}, 1);
        SafetensorsFile.write(
                directory.resolve("1.safetensors"), new StateDict(Map.of("a", a)), Map.of());
        SafetensorsFile.write(
                directory.resolve("2.safetensors"), new StateDict(Map.of("b", b)), Map.of());
        Path index = directory.resolve("model.safetensors.index.json");
        Files.writeString(
                index, "{\"weight_map\": {\"a\": \"1.safetensors\", \"b\": \"2.safetensors\"}}");

        assertThat(TensorContainers.open(directory).tensors()).containsOnlyKeys("a", "b");

        Files.writeString(
                index, "{\"weight_map\": {\"a\": \"1.safetensors\", \"c\": \"2.safetensors\"}}");
        assertThatThrownBy(() -> TensorContainers.open(directory))
                .hasMessageContaining("no shard holds c");
        Files.writeString(index, "{\"weight_map\": {\"a\": \"../1.safetensors\"}}");
        assertThatThrownBy(() -> TensorContainers.open(directory))
                .hasMessageContaining("points outside");
    }

    @Test
    void aPickleThatWouldRunACommandIsRefusedByName() throws Exception {
        assertThatThrownBy(() -> TensorContainers.open(golden("checkpoint_malicious.pth")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("posix.system")
                .hasMessageContaining("nothing was executed");
    }

    /** Flipped, cut and spliced: a clear error, or the tensors as they were. */
    @ParameterizedTest
    @ValueSource(strings = {ZIP, LEGACY, HALF})
    @Timeout(120)
    void mutatedCheckpointsEndInAClearErrorOrAnImport(String name) throws Exception {
        byte[] sound = Files.readAllBytes(golden(name));
        byte[] other = Files.readAllBytes(golden(name.equals(ZIP) ? LEGACY : ZIP));
        Random random = new Random(name.hashCode());
        Path mutant = directory.resolve("mutant.pth");
        int refused = 0;
        for (int round = 0; round < 700; round++) {
            Files.write(mutant, mutate(sound, other, random));
            try {
                for (Map.Entry<String, HostTensor> entry :
                        TensorContainers.open(mutant).tensors().entrySet()) {
                    assertThat(entry.getValue().toFloats())
                            .hasSize((int) entry.getValue().elements());
                }
            } catch (CheckpointException e) {
                assertThat(e.getMessage()).contains("mutant.pth").hasSizeLessThan(2000);
                refused++;
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            } catch (RuntimeException | Error e) {
                fail("round " + round, e);
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static byte[] mutate(byte[] sound, byte[] other, Random random) {
        byte[] bytes = sound.clone();
        switch (random.nextInt(4)) {
            case 0 -> { // flip, mostly in the pickle and the directory, where meaning is dense
                for (int i = random.nextInt(8); i >= 0; i--) {
                    int at =
                            switch (random.nextInt(3)) {
                                case 0 -> random.nextInt(Math.min(bytes.length, 30_000));
                                case 1 -> bytes.length - 1 - random.nextInt(20_000);
                                default -> random.nextInt(bytes.length);
                            };
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> { // splice from elsewhere in the file
                int length = 1 + random.nextInt(4000);
                int from = random.nextInt(bytes.length - length);
                System.arraycopy(sound, from, bytes, random.nextInt(bytes.length - length), length);
            }
            default -> { // splice from another file
                int length = 1 + random.nextInt(Math.min(4000, other.length));
                System.arraycopy(
                        other,
                        random.nextInt(other.length - length + 1),
                        bytes,
                        random.nextInt(bytes.length - length),
                        length);
            }
        }
        return bytes;
    }

    private static Path golden(String name) throws Exception {
        return Path.of(TorchCheckpointTest.class.getResource("/golden/" + name).toURI());
    }
}
