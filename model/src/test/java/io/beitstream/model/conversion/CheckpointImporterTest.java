package io.beitstream.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.PretrainingModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.conversion.ImportOptions.Target;
import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.recipe.ModelPreset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointImporterTest {
    private static final BeitConfig FEATURES =
            new BeitConfig(64, 16, 64, 2, 2, 0.1, false, true, false, true, 5, 4, 1e-6);
    @TempDir private Path directory;

    @Test
    void aTokenizerComesWithoutItsTeacher() throws Exception {
        var config = ModelPreset.TINY.tokenizer("t", Map.of());
        Map<String, HostTensor> tensors =
                new LinkedHashMap<>(config.network().initialState(new Random(1)).asMap());
        tensors.put("teacher_model.x", HostTensor.ofFloats(new float[1], 1));
        tensors.put("scaling_layer.shift", HostTensor.ofFloats(new float[3], 1, 3, 1, 1));

        ConvertedModel model = convert(tensors, ImportOptions.AUTO);

        assertThat(((TokenizerConfig) model.config()).architecture())
                .isEqualTo(config.architecture());
        assertThat(model.dropped())
                .containsExactlyInAnyOrder("teacher_model.x", "scaling_layer.shift");
    }

    @Test
    void prefixesAreTakenOffAndIndicesRecomputed() throws Exception {
        Map<String, HostTensor> tensors = renamed(features(), name -> "module.backbone." + name);

        ConvertedModel model = convert(tensors, ImportOptions.AUTO);

        assertThat(((EncoderConfig) model.config()).architecture()).isEqualTo(FEATURES);
        assertThat(model.dropped())
                .hasSize(2)
                .allMatch(name -> name.endsWith("relative_position_index"));
    }

    @Test
    void huggingFaceNamesOfBothGenerationsMeanTheSame() throws Exception {
        Path old = Path.of(getClass().getResource("/golden/hf_beit_tiny").toURI());
        Map<String, HostTensor> tensors =
                SafetensorsFile.read(old.resolve("model.safetensors")).tensors().asMap();
        Map<String, HostTensor> newer =
                renamed(
                        tensors,
                        name ->
                                name.replace("beit.encoder.layer.", "beit.layers.")
                                        .replace(
                                                "attention.attention.relative_position_bias.",
                                                "relative_position_bias.")
                                        .replace("attention.attention.query", "attention.q_proj")
                                        .replace("attention.attention.key", "attention.k_proj")
                                        .replace("attention.attention.value", "attention.v_proj")
                                        .replace("attention.output.dense", "attention.o_proj")
                                        .replace("intermediate.dense", "mlp.fc1")
                                        .replace(".output.dense", ".mlp.fc2"));

        StateDict first = convert(tensors, ImportOptions.AUTO).state();
        StateDict second = convert(newer, ImportOptions.AUTO).state();

        assertThat(second.names()).isEqualTo(first.names());
        first.asMap()
                .forEach(
                        (name, tensor) ->
                                assertThat(second.get(name).data()).isEqualTo(tensor.data()));
    }

    @Test
    void aKeyBiasThatIsNotZeroIsRefused() throws Exception {
        Path source = Path.of(getClass().getResource("/golden/hf_beit_tiny").toURI());
        Map<String, HostTensor> tensors =
                new LinkedHashMap<>(
                        SafetensorsFile.read(source.resolve("model.safetensors"))
                                .tensors()
                                .asMap());
        float[] bias = new float[48];
        bias[3] = 1;
        tensors.put(
                "beit.encoder.layer.1.attention.attention.key.bias", HostTensor.ofFloats(bias, 48));

        assertThatThrownBy(() -> convert(tensors, ImportOptions.AUTO))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("blocks.1.attn.key.bias is not zero");
    }

    @Test
    void mmpretrainNamesAreUnderstood() throws Exception {
        Map<String, HostTensor> tensors =
                renamed(
                        features(),
                        name ->
                                name.startsWith("head.")
                                        ? name.replace("head.", "head.fc.")
                                        : "backbone."
                                                + name.replace("blocks.", "layers.")
                                                        .replace("fc_norm.", "ln2.")
                                                        .replace("norm1.", "ln1.")
                                                        .replace("norm2.", "ln2.")
                                                        .replace("mlp.fc1.", "ffn.layers.0.0.")
                                                        .replace("mlp.fc2.", "ffn.layers.1.")
                                                        .replace("gamma_", "gamma")
                                                        .replace(
                                                                "patch_embed.proj.",
                                                                "patch_embed.projection."));

        ConvertedModel model = convert(tensors, ImportOptions.AUTO);

        assertThat(model.flavour()).isEqualTo(Flavour.MMPRETRAIN);
        assertThat(((EncoderConfig) model.config()).architecture()).isEqualTo(FEATURES);
    }

    @Test
    void aPretrainingModelStaysOneOrBecomesAnEncoder() throws Exception {
        Path source = Path.of(getClass().getResource("/golden/checkpoint_wrapped.pth").toURI());

        ConvertedModel same = CheckpointImporter.convert(source, ImportOptions.AUTO, Map.of());
        ConvertedModel encoder =
                CheckpointImporter.convert(
                        source, new ImportOptions(Target.ENCODER, "e", 0, 0, 0, 0), Map.of());

        var pretraining = ((PretrainingModelConfig) same.config()).architecture();
        assertThat(pretraining.headLayers()).isEqualTo(1);
        assertThat(pretraining.sharedLmHead()).isTrue();
        assertThat(pretraining.vocabSize()).isEqualTo(64);
        BeitConfig architecture = (BeitConfig) ((EncoderConfig) encoder.config()).architecture();
        assertThat(architecture.relPos()).isTrue();
        assertThat(architecture.meanPooling()).isFalse();
        String table = "relative_position_bias_table";
        assertThat(encoder.state().get("blocks.1.attn." + table).data())
                .isEqualTo(same.state().get("rel_pos_bias." + table).data());
    }

    @Test
    void dinoIsRecognisedAndMayBeAskedForAsTeacher() throws Exception {
        DinoConfig sizes = new DinoConfig(32, 16, 64, 2, 1, 256, false, false, 0, 0, 1e-6);
        Map<String, HostTensor> weights =
                sizes.imageTower(PixelNormalization.Statistics.IMAGENET)
                        .initialState(new Random(1))
                        .asMap();

        ConvertedModel dino = convert(weights, new ImportOptions(Target.TEACHER, null, 0, 0, 0, 0));

        EncoderConfig config = (EncoderConfig) dino.config();
        assertThat(config.architecture()).isEqualTo(sizes);
        assertThat(config.family()).isEqualTo(Family.DINO);
    }

    @Test
    void anotherImageSizeIsAdaptedTo() throws Exception {
        ConvertedModel model =
                convert(features(), new ImportOptions(Target.AUTO, null, 0, 96, 0, 0));

        assertThat(((EncoderConfig) model.config()).architecture().imgSize()).isEqualTo(96);
        assertThat(model.state().get("blocks.0.attn.relative_position_bias_table").shape())
                .containsExactly(11 * 11 + 3, 2);
    }

    @Test
    void weightsThatAreNotWantedOrNotKnownAreRefusedClearly() {
        assertThatThrownBy(
                        () ->
                                convert(
                                        features(),
                                        new ImportOptions(Target.TOKENIZER, null, 0, 0, 0, 0)))
                .hasMessageContaining("cannot become a tokenizer");
        assertThatThrownBy(
                        () ->
                                convert(
                                        Map.of("conv.weight", HostTensor.ofFloats(new float[1], 1)),
                                        ImportOptions.AUTO))
                .hasMessageContaining("not known")
                .hasMessageContaining("conv.weight");
        Map<String, HostTensor> incomplete = new LinkedHashMap<>(features());
        incomplete.remove("blocks.1.norm1.bias");
        assertThatThrownBy(() -> convert(incomplete, ImportOptions.AUTO))
                .hasMessageContaining("missing (1): blocks.1.norm1.bias");
    }

    private static Map<String, HostTensor> features() {
        return new BeitFeatureModule(FEATURES, PixelNormalization.Statistics.IMAGENET)
                .initialState(new Random(2))
                .asMap();
    }

    private static Map<String, HostTensor> renamed(
            Map<String, HostTensor> tensors, UnaryOperator<String> mapping) {
        Map<String, HostTensor> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> renamed.put(mapping.apply(name), tensor));
        return renamed;
    }

    private ConvertedModel convert(Map<String, HostTensor> tensors, ImportOptions options)
            throws Exception {
        Path file = Files.createTempFile(directory, "weights", ".safetensors");
        SafetensorsFile.write(file, new StateDict(tensors), Map.of());
        return CheckpointImporter.convert(file, options, Map.of());
    }
}
