package io.beitstream.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.recipe.ModelPreset;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelExporterTest {
    @TempDir private Path directory;
    private ModelDirectory encoder;

    @BeforeEach
    void writeModel() throws Exception {
        EncoderConfig config = ModelPreset.TINY.encoder("tiny", Map.of());
        encoder =
                ModelDirectory.write(
                        directory.resolve("tiny"),
                        config,
                        config.network().initialState(new Random(6)));
    }

    @Test
    void huggingFaceAndTimmDirectoriesComeBackUnchanged() throws Exception {
        ModelExporter.huggingFace(encoder, directory.resolve("hf"));
        ModelExporter.timm(encoder, directory.resolve("timm"));

        for (String form : new String[] {"hf", "timm"}) {
            ConvertedModel back =
                    CheckpointImporter.convert(
                            directory.resolve(form), ImportOptions.AUTO, Map.of());
            assertThat(((EncoderConfig) back.config()).architecture())
                    .isEqualTo(((EncoderConfig) encoder.config()).architecture());
            assertSame(back.state(), encoder.state());
        }
    }

    @Test
    void huggingFaceNamesAreThoseItWritesItself() throws Exception {
        Path theirs = Path.of(getClass().getResource("/golden/hf_beit_tiny").toURI());
        ConvertedModel imported = CheckpointImporter.convert(theirs, ImportOptions.AUTO, Map.of());
        ModelDirectory model =
                ModelDirectory.write(directory.resolve("m"), imported.config(), imported.state());

        ModelExporter.huggingFace(model, directory.resolve("again"));

        StateDict original = SafetensorsFile.read(theirs.resolve("model.safetensors")).tensors();
        StateDict again =
                SafetensorsFile.read(directory.resolve("again/model.safetensors")).tensors();
        assertThat(again.names()).containsExactlyInAnyOrderElementsOf(original.names());
        assertSame(again, original);
    }

    @Test
    void timmNamesAreThoseItWritesItself() throws Exception {
        Path theirs = Path.of(getClass().getResource("/golden/timm_beitv2_tiny").toURI());
        ConvertedModel imported = CheckpointImporter.convert(theirs, ImportOptions.AUTO, Map.of());
        ModelDirectory model =
                ModelDirectory.write(directory.resolve("m"), imported.config(), imported.state());

        ModelExporter.timm(model, directory.resolve("again"));

        StateDict original = SafetensorsFile.read(theirs.resolve("model.safetensors")).tensors();
        StateDict again =
                SafetensorsFile.read(directory.resolve("again/model.safetensors")).tensors();
        assertThat(again.names()).containsExactlyInAnyOrderElementsOf(original.names());
    }

    @Test
    void theTorchScriptFileGivesOurNumbersToAPlainLoader() throws Exception {
        Path file = directory.resolve("encoder.pt");
        ModelExporter.torchScript(encoder, DType.FLOAT32, file);
        byte[] pixels = new byte[64 * 64 * 3];
        new Random(1).nextBytes(pixels);

        float[] theirs;
        try (Model model = Model.newInstance("encoder", "PyTorch");
                NDManager manager = model.getNDManager().newSubManager()) {
            model.load(directory, "encoder");
            NDArray images =
                    manager.create(
                            ByteBuffer.wrap(pixels), new Shape(1, 64, 64, 3), DataType.UINT8);
            NDList outputs =
                    model.getBlock()
                            .forward(new ParameterStore(manager, false), new NDList(images), false);
            theirs = outputs.singletonOrThrow().toFloatArray();
        }
        try (Encoder ours = ModelLoader.loadEncoder(encoder.path(), InferenceOptions.CPU_FP32)) {
            // Ours come from kernels that add in another order.
            assertThat(theirs)
                    .containsExactly(
                            ours.encode(List.of(new RgbImage(64, 64, pixels))).get(0).vector(),
                            within(2e-6f));
        }
    }

    @Test
    void aTorchScriptArchiveIsImportedLikeAnyOtherFile() throws Exception {
        Path file = directory.resolve("encoder.pt");
        ModelExporter.torchScript(encoder, DType.FLOAT32, file);

        ConvertedModel back = CheckpointImporter.convert(file, ImportOptions.AUTO, Map.of());

        assertSame(back.state(), encoder.state());
    }

    @Test
    void safetensorsMayBeHalfAndKeepOfficialNames() throws Exception {
        Path file = directory.resolve("half.safetensors");
        ModelExporter.safetensors(encoder, DType.FLOAT16, file);

        StateDict written = SafetensorsFile.read(file).tensors();

        assertThat(written.names()).isEqualTo(encoder.state().names());
        assertThat(written.get("blocks.0.attn.qkv.weight").type()).isEqualTo(DType.FLOAT16);
        assertThat(written.get("blocks.0.attn.relative_position_index").type())
                .isEqualTo(DType.INT64);
    }

    @Test
    void aTokenizerIsNothingThatTimmKnows() throws Exception {
        var config = ModelPreset.TINY.tokenizer("t", Map.of());
        ModelDirectory tokenizer =
                ModelDirectory.write(
                        directory.resolve("t"),
                        config,
                        config.network().initialState(new Random(6)));

        assertThatThrownBy(() -> ModelExporter.timm(tokenizer, directory.resolve("x")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("timm has feature models only");
    }

    private static void assertSame(StateDict actual, StateDict expected) {
        for (Map.Entry<String, HostTensor> entry : expected.asMap().entrySet()) {
            assertThat(actual.get(entry.getKey()).data())
                    .as(entry.getKey())
                    .isEqualTo(entry.getValue().data());
        }
    }
}
