package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.recipe.ModelPreset;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Int8SelectionTest {
    @TempDir private Path directory;
    private ImageDataset images;

    @BeforeEach
    void writeImages() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("images"));
        Random random = new Random(1);
        for (int i = 0; i < 4; i++) {
            BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < 64; y++) {
                for (int x = 0; x < 64; x++) {
                    image.setRGB(x, y, (x << 2 + i) + (y << 8) + random.nextInt(1 << 20));
                }
            }
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
        images = DatasetIndexer.index(folder);
    }

    @Test
    void aModelThatAgreesKeepsAllItsLayersInInt8() throws Exception {
        for (ModelConfig config :
                new ModelConfig[] {
                    ModelPreset.TINY.encoder("enc", Map.of()),
                    ModelPreset.TINY.tokenizer("tok", Map.of())
                }) {
            ModelDirectory model = write(config, config.network().initialState(new Random(1)));

            Int8Selection selection = Int8Selection.of(model, images, Int8Selection.DEFAULT_COSINE);

            assertThat(selection.inFp32()).isEmpty();
            assertThat(selection.images()).isEqualTo(4);
            assertThat(selection.worstCosine()).isLessThanOrEqualTo(selection.cosine());
            assertThat(selection.cosine()).isBetween(0.999, 0.99999999999);
            assertThat(selection.layers().test("blocks.0.attn.qkv")).isTrue();
            assertThat(selection.layers().test("encoder.blocks.3.mlp.fc2")).isTrue();
            assertThat(selection.layers().test("encode_task_layer.0")).isFalse();
        }
    }

    /** One input channel is large and its weights are small, as outliers in real networks are. */
    @Test
    void aLayerThatLosesTooMuchStaysInFp32() throws Exception {
        ModelConfig config = ModelPreset.TINY.encoder("enc", Map.of());
        Map<String, HostTensor> state =
                new LinkedHashMap<>(config.network().initialState(new Random(1)).asMap());
        scale(state, "blocks.2.norm2.weight", 192, 1e-4f);
        scale(state, "blocks.2.mlp.fc1.weight", 192, 1e4f);
        state.computeIfPresent("blocks.2.mlp.fc2.weight", (name, weight) -> times(weight, 50));
        ModelDirectory model = write(config, new StateDict(state));
        Int8Selection all = Int8Selection.of(model, images, -1);
        assertThat(all.inFp32()).isEmpty();

        Int8Selection selection = Int8Selection.of(model, images, 1 - (1 - all.cosine()) / 4);

        assertThat(selection.inFp32()).containsExactly("blocks.2.mlp.fc1");
        assertThat(selection.cosine()).isGreaterThan(all.cosine());
        assertThat(selection.layers().test("blocks.2.mlp.fc1")).isFalse();
        assertThat(selection.layers().test("blocks.2.mlp.fc2")).isTrue();
    }

    @Test
    void imagesThatNobodyCanDecodeDecideNothing() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("none"));
        Files.write(folder.resolve("a.png"), new byte[] {1});
        ModelConfig config = ModelPreset.TINY.encoder("enc", Map.of());
        ModelDirectory model = write(config, config.network().initialState(new Random(1)));
        ImageDataset none = DatasetIndexer.index(folder);

        assertThatThrownBy(() -> Int8Selection.of(model, none, 0.9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("none of the calibration images can be decoded");
    }

    /** Multiplies the first of each row. */
    private static void scale(
            Map<String, HostTensor> state, String name, int rowLength, float factor) {
        state.computeIfPresent(
                name,
                (key, tensor) -> {
                    float[] values = tensor.toFloats();
                    for (int i = 0; i < values.length; i += rowLength) {
                        values[i] *= factor;
                    }
                    return HostTensor.ofFloats(values, tensor.shape());
                });
    }

    private static HostTensor times(HostTensor tensor, float factor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return HostTensor.ofFloats(values, tensor.shape());
    }

    private ModelDirectory write(ModelConfig config, StateDict state) throws Exception {
        Path model = Files.createTempDirectory(directory, "model");
        ModelDirectory.write(model, config, state);
        return ModelDirectory.open(model);
    }
}
