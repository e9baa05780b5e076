package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.TestImages;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeachersTest {
    @TempDir Path directory;

    /** The mean colour of each patch of 8 x 8, in one of the forms that teachers come in. */
    private static final class MeanColor extends ScriptModule {
        MeanColor(String form) {
            method(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        maps = torch.avg_pool2d(x, [8, 8], [8, 8])  # (B, 3, 4, 4)
                        patches = maps.flatten(2).transpose(1, 2)
                        tokens = torch.cat([torch.full_like(patches[:, :1], 9.0), patches], 1)
                        return FORM
                    """
                            .replace("FORM", form));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps", "patches", "tokens"})
    void anyTorchScriptModuleThatGivesPatchFeaturesTeaches(String form) throws Exception {
        Path file = directory.resolve("teacher.pt");
        ScriptArchive.forInference(new MeanColor(form), new StateDict(Map.of()), DType.FLOAT32)
                .write(file);
        byte[] pixels = new byte[32 * 32 * 3];
        pixels[(8 * 32 + 16) * 3 + 1] = (byte) 255; // green, in row 1, column 2 of the patches
        HostTensor images = HostTensor.of(DType.UINT8, ByteBuffer.wrap(pixels), 1, 32, 32, 3);

        try (Teacher teacher =
                Teachers.open("torchscript:" + file, 32, 8, InferenceOptions.CPU_FP32)) {
            HostTensor targets = teacher.targets(images);

            assertThat(targets.shape()).containsExactly(1, 16, 3);
            float[] expected = new float[48];
            expected[6 * 3 + 1] = 1f / 64;
            assertThat(targets.toFloats()).containsExactly(expected);
        }
    }

    @Test
    void aShortNameHasNoFolders() {
        assertThat(Teachers.shortName("hog")).isEqualTo("hog");
        assertThat(Teachers.shortName("patches:/home/me/run/teacher.safetensors"))
                .isEqualTo("patches:teacher.safetensors");
        assertThat(Teachers.shortName("encoder:runs/beit,4+5+6")).isEqualTo("encoder:beit,4+5+6");
        assertThat(Teachers.shortName("clip:vit-b-16")).isEqualTo("clip:vit-b-16");
    }

    @Test
    void aTeacherWithOtherPatchesIsRefused() throws Exception {
        Path file = directory.resolve("teacher.pt");
        ScriptArchive.forInference(new MeanColor("patches"), new StateDict(Map.of()), DType.FLOAT32)
                .write(file);

        assertThatThrownBy(() -> Teachers.dimension("torchscript:" + file, 32, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for a grid of 8 x 8 patches");
    }

    @Test
    void anImportedTeacherIsTakenByItsFamily() throws Exception {
        encoder("dino", 1);
        String path = directory.resolve("dino").toString();

        assertThat(Teachers.dimension("dino:" + path, 32, 8)).isEqualTo(16);
        assertThat(Teachers.dimension("encoder:" + path, 32, 8)).isEqualTo(16);
        assertThatThrownBy(() -> Teachers.dimension("clip:" + path, 32, 8))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("not a clip teacher");
        assertThatThrownBy(() -> Teachers.dimension("dino:" + path, 64, 8))
                .hasMessageContaining("takes images of 32 pixels, the tokenizer of 64");
    }

    private void encoder(String name, int depth) throws Exception {
        EncoderConfig config =
                new EncoderConfig(
                        ModelConfig.FORMAT_VERSION,
                        "dino",
                        Family.DINO,
                        new DinoConfig(32, 8, 16, depth, 2, 64, false, false, 0, 0, 1e-6),
                        Preprocessing.ofInputSize(32),
                        Family.DINO.normalization(),
                        Map.of());
        ModelDirectory.write(
                directory.resolve(name),
                config,
                config.network().initialState(new SplittableRandom(1)));
    }

    @Test
    void blocksOfAnEncoderTeachStandardisedTokens() throws Exception {
        encoder("deep", 3);
        String path = directory.resolve("deep").toString();
        HostTensor images = HostTensor.of(DType.UINT8, picture(), 1, 32, 32, 3);

        float[] second = targets("encoder:" + path + ",2", images);
        float[] third = targets("encoder:" + path + ",3", images);
        float[] mean = targets("encoder:" + path + ",2+3", images);
        float[] both = targets("encoder:" + path + ",3,2+3", images);

        assertThat(second).hasSize(16 * 16).isNotEqualTo(third);
        assertThat(both).hasSize(2 * 16 * 16);
        for (int patch = 0; patch < 16; patch++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 16; i++) {
                int at = patch * 16 + i;
                sum += second[at];
                squares += second[at] * second[at];
                assertThat(mean[at]).isCloseTo((second[at] + third[at]) / 2, within(1e-5f));
                assertThat(both[patch * 32 + i]).isCloseTo(third[at], within(1e-5f));
                assertThat(both[patch * 32 + 16 + i]).isCloseTo(mean[at], within(1e-5f));
            }
            assertThat(sum / 16).isCloseTo(0, within(1e-4));
            assertThat(squares / 16).isCloseTo(1, within(1e-2));
        }
        assertThatThrownBy(() -> Teachers.dimension("encoder:" + path + ",2+4", 32, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blocks 1 to 3, and not 4");
    }

    private static float[] targets(String name, HostTensor images) throws Exception {
        try (Teacher teacher = Teachers.open(name, 32, 8, InferenceOptions.CPU_FP32)) {
            return teacher.targets(images).toFloats();
        }
    }

    private static ByteBuffer picture() {
        return ByteBuffer.wrap(TestImages.picture(32, 3).pixels());
    }

    @Test
    void unknownTeachersAreRefusedInWords() {
        assertThatThrownBy(() -> Teachers.dimension("oracle", 32, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use hog, patches, encoder:DIR, beit:DIR, clip:DIR");
        assertThatThrownBy(() -> Teachers.dimension("torchscript:/no/such.pt", 32, 8))
                .isInstanceOf(NoSuchFileException.class);
    }
}
