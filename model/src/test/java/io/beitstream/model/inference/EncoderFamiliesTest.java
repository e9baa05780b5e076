package io.beitstream.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.TextEncoder;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.conversion.CheckpointImporter;
import io.beitstream.model.conversion.ConvertedModel;
import io.beitstream.model.conversion.ImportOptions;
import io.beitstream.model.conversion.ModelExporter;
import io.beitstream.model.evaluation.Cosine;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders of every family, imported, written, and loaded as a job loads them. */
class EncoderFamiliesTest {
    private static final FeatureSelection ALL =
            new FeatureSelection(FeatureSelection.Vector.POOLED, false, List.of(), true);

    @TempDir Path directory;

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({
        "hf_clip_tiny, FP32, 0.999999",
        "hf_siglip_tiny, FP32, 0.999999",
        "hf_dinov2_tiny, FP32, 0.999999",
        "hf_dinov3_tiny, FP32, 0.999999",
        "hf_dinov2_reg_swiglu, FP32, 0.999999",
        "hf_clip_tiny, BF16, 0.999",
        "hf_siglip_tiny, BF16, 0.999",
        "hf_dinov2_tiny, BF16, 0.999",
        "hf_dinov3_tiny, BF16, 0.999",
        "hf_dinov3_gated, BF16, 0.999",
        "hf_clip_tiny, INT8, 0.99",
        "hf_siglip_tiny, INT8, 0.99",
        "hf_dinov2_tiny, INT8, 0.99",
        "hf_dinov3_tiny, INT8, 0.99",
        "hf_dinov3_gated, INT8, 0.99"
    })
    void embeddingsAreThoseOfTheLibrary(String name, Precision precision, double cosine)
            throws Exception {
        Path model = imported(name);
        SafetensorsFile expected = expected(name);
        InferenceOptions options = new InferenceOptions("cpu", precision);

        try (Encoder encoder = ModelLoader.loadEncoder(model, options, ALL)) {
            List<Embedding> embeddings = encoder.encode(images(expected));
            float[] vectors = expected.tensors().get("eval.image_embedding").toFloats();
            float[] patches = expected.tensors().get("eval.patch_tokens").toFloats();
            assertThat(encoder.dimension() * embeddings.size()).isEqualTo(vectors.length);
            for (int i = 0; i < embeddings.size(); i++) {
                float[] ours = embeddings.get(i).vector();
                float[] ourPatches = embeddings.get(i).patches();
                assertThat(Cosine.of(ours, row(vectors, i, ours.length))).isGreaterThan(cosine);
                assertThat(Cosine.of(ourPatches, row(patches, i, ourPatches.length)))
                        .isGreaterThan(cosine);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf_clip_tiny", "hf_siglip_tiny"})
    void wordsCompareWithPictures(String name) throws Exception {
        Path model = imported(name);
        SafetensorsFile expected = expected(name);
        List<String> texts =
                Arrays.asList(
                        new ObjectMapper()
                                .readValue(expected.metadata().get("texts"), String[].class));

        try (TextEncoder words = ModelLoader.loadTextEncoder(model, InferenceOptions.CPU_FP32)) {
            List<float[]> vectors = words.encode(texts);
            float[] theirs = expected.tensors().get("eval.text_embedding").toFloats();
            for (int i = 0; i < texts.size(); i++) {
                assertThat(vectors.get(i)).hasSize(words.dimension());
                assertThat(Cosine.of(vectors.get(i), row(theirs, i, words.dimension())))
                        .isGreaterThan(0.999999);
            }
        }
    }

    @Test
    void aModelWithoutWordsOrWithoutATokenizerSaysSo() throws Exception {
        Path dino = imported("hf_dinov2_tiny");
        Path clip = imported("hf_clip_tiny");
        Files.delete(clip.resolve(ModelDirectory.TEXT_TOKENIZER));

        assertThatThrownBy(() -> ModelLoader.loadTextEncoder(dino, InferenceOptions.CPU_FP32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("reads no texts");
        assertThatThrownBy(() -> ModelLoader.loadTextEncoder(clip, InferenceOptions.CPU_FP32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("it has no tokenizer.json");
    }

    @Test
    void whatANetworkDoesNotHaveCannotBeSelected() throws Exception {
        Path siglip = imported("hf_siglip_tiny");
        FeatureSelection cls =
                new FeatureSelection(FeatureSelection.Vector.CLS, false, List.of(), false);

        assertThatThrownBy(() -> ModelLoader.loadEncoder(siglip, InferenceOptions.CPU_FP32, cls))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no [CLS]");
    }

    @Test
    void aTorchScriptProgramIsAnEncoderByTheFileBesideIt() throws Exception {
        Path model = imported("hf_clip_tiny");
        Path archive = directory.resolve("clip.pt");
        ModelExporter.torchScript(ModelDirectory.open(model), DType.FLOAT32, archive);
        EncoderSource source = new EncoderSource("torchscript:" + archive);
        assertThatThrownBy(() -> source.facts(FeatureSelection.DEFAULT))
                .hasMessageContaining("needs clip.pt.json beside it");
        Files.writeString(
                directory.resolve("clip.pt.json"),
                """
                {"name": "mine", "dimension": 48,
                 "preprocessing": {"resize": 48, "crop": 48, "filter": "bicubic"}}
                """);

        SafetensorsFile expected = expected("hf_clip_tiny");
        try (Encoder encoder = source.load(InferenceOptions.CPU_FP32, FeatureSelection.DEFAULT)) {
            float[] ours = encoder.encode(images(expected)).get(1).vector();
            float[] theirs = expected.tensors().get("eval.image_embedding").toFloats();
            assertThat(Cosine.of(ours, row(theirs, 1, 48))).isGreaterThan(0.999999);
            assertThat(encoder.id().toString()).startsWith("mine@");
            assertThat(source.facts(FeatureSelection.DEFAULT).id()).isEqualTo(encoder.id());
        }
        assertThatThrownBy(() -> source.facts(ALL)).hasMessageContaining("only the vector");
    }

    private Path imported(String name) throws Exception {
        ConvertedModel model =
                CheckpointImporter.convert(golden(name), ImportOptions.AUTO, Map.of());
        Path path = directory.resolve(name);
        ModelDirectory.write(
                path, model.config(), model.state(), DType.FLOAT32, model.companions());
        return path;
    }

    private static Path golden(String name) throws Exception {
        return Path.of(EncoderFamiliesTest.class.getResource("/golden/" + name).toURI());
    }

    private static SafetensorsFile expected(String name) throws Exception {
        return SafetensorsFile.read(golden(name).resolve("expected.safetensors"));
    }

    private static List<RgbImage> images(SafetensorsFile expected) {
        HostTensor all = expected.tensors().get("input.images");
        int side = Math.toIntExact(all.shape()[1]);
        List<RgbImage> images = new ArrayList<>();
        for (int i = 0; i < all.shape()[0]; i++) {
            byte[] pixels = new byte[side * side * 3];
            all.data().get(i * pixels.length, pixels);
            images.add(new RgbImage(side, side, pixels));
        }
        return images;
    }

    private static float[] row(float[] all, int row, int width) {
        return Arrays.copyOfRange(all, row * width, (row + 1) * width);
    }
}
