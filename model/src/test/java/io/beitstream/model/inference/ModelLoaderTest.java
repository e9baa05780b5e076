package io.beitstream.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.evaluation.Cosine;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.recipe.ModelPreset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoaderTest {
    private static final InferenceOptions BF16 = new InferenceOptions("cpu", Precision.BF16);
    @TempDir static Path directory;
    private static Path tokenizerDirectory;
    private static Path encoderDirectory;

    @BeforeAll
    static void writeModels() throws Exception {
        tokenizerDirectory = write("tokenizer", ModelPreset.TINY.tokenizer("tiny", Map.of()));
        encoderDirectory = write("encoder", ModelPreset.TINY.encoder("tiny", Map.of()));
    }

    @Test
    void aBatchEqualsItsImagesOneByOne() throws Exception {
        List<RgbImage> images = images(7);
        try (Tokenizer tokenizer =
                        ModelLoader.loadTokenizer(tokenizerDirectory, InferenceOptions.CPU_FP32);
                Encoder encoder =
                        ModelLoader.loadEncoder(encoderDirectory, InferenceOptions.CPU_FP32)) {
            List<int[]> codes = tokenizer.tokenize(images);
            List<float[]> embeddings = vectors(encoder, images);

            assertThat(codes).hasSize(7).allSatisfy(row -> assertThat(row).hasSize(64));
            for (int i = 0; i < images.size(); i++) {
                assertThat(tokenizer.tokenize(images.subList(i, i + 1)).get(0))
                        .isEqualTo(codes.get(i));
                assertThat(encoder.encode(images.subList(i, i + 1)).get(0).vector())
                        .containsExactly(embeddings.get(i), within(1e-5f));
            }
        }
    }

    @Test
    void int8ComputesNearlyTheSame() throws Exception {
        List<RgbImage> images = images(4);
        InferenceOptions int8 = new InferenceOptions("cpu", Precision.INT8);
        try (Encoder full = ModelLoader.loadEncoder(encoderDirectory, InferenceOptions.CPU_FP32);
                Encoder rounded = ModelLoader.loadEncoder(encoderDirectory, int8);
                Tokenizer codes =
                        ModelLoader.loadTokenizer(tokenizerDirectory, InferenceOptions.CPU_FP32);
                Tokenizer roundedCodes = ModelLoader.loadTokenizer(tokenizerDirectory, int8)) {
            List<float[]> expected = vectors(full, images);
            List<float[]> actual = vectors(rounded, images);
            assertThat(rounded.precision()).isEqualTo(Precision.INT8);
            for (int i = 0; i < images.size(); i++) {
                assertThat(Cosine.of(expected.get(i), actual.get(i))).isGreaterThan(0.999);
                assertThat(actual.get(i)).isNotEqualTo(expected.get(i));
            }
            int equal = 0;
            for (int i = 0; i < images.size(); i++) {
                int[] ours = roundedCodes.tokenize(images).get(i);
                int[] theirs = codes.tokenize(images).get(i);
                for (int n = 0; n < ours.length; n++) {
                    equal += ours[n] == theirs[n] ? 1 : 0;
                }
            }
            assertThat(equal).isGreaterThan(4 * 64 * 8 / 10);
        }
    }

    @Test
    void everySelectionGivesWhatItSays() throws Exception {
        List<RgbImage> images = images(2);
        FeatureSelection all =
                new FeatureSelection(FeatureSelection.Vector.MEAN, false, List.of(2, 6), true);
        FeatureSelection unit =
                new FeatureSelection(FeatureSelection.Vector.CLS, true, List.of(), false);
        try (Encoder encoder =
                        ModelLoader.loadEncoder(encoderDirectory, InferenceOptions.CPU_FP32, all);
                Encoder cls =
                        ModelLoader.loadEncoder(
                                encoderDirectory, InferenceOptions.CPU_FP32, unit)) {
            Embedding embedding = encoder.encode(images).get(1);
            float[] patches = embedding.patches();

            assertThat(encoder.dimension()).isEqualTo(2 * 192);
            assertThat(embedding.vector()).hasSize(2 * 192);
            assertThat(patches).hasSize(64 * 192);
            for (int d = 0;
                    d < 192;
                    d += 50) { // the second layer is the last: the mean of its patches
                double mean = 0;
                for (int patch = 0; patch < 64; patch++) {
                    mean += patches[patch * 192 + d] / 64.0;
                }
                assertThat(embedding.vector()[192 + d]).isCloseTo((float) mean, within(1e-5f));
            }
            double squares = 0;
            for (float value : cls.encode(images).get(0).vector()) {
                squares += (double) value * value;
            }
            assertThat(squares).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void aLayerThatIsNotThereIsRefused() {
        FeatureSelection selection =
                new FeatureSelection(FeatureSelection.Vector.CLS, false, List.of(7), false);

        assertThatThrownBy(
                        () ->
                                ModelLoader.loadEncoder(
                                        encoderDirectory, InferenceOptions.CPU_FP32, selection))
                .hasMessageContaining("layer 7 was selected, the network has 6");
    }

    @Test
    void differentImagesGetDifferentCodesWithinTheCodebook() throws Exception {
        try (Tokenizer tokenizer =
                ModelLoader.loadTokenizer(tokenizerDirectory, InferenceOptions.CPU_FP32)) {
            List<int[]> codes = tokenizer.tokenize(images(3));

            assertThat(codes.get(0)).isNotEqualTo(codes.get(1));
            assertThat(codes)
                    .allSatisfy(
                            row ->
                                    assertThat(IntStream.of(row))
                                            .allMatch(
                                                    code ->
                                                            code >= 0
                                                                    && code
                                                                            < tokenizer
                                                                                    .codebookSize()));
        }
    }

    @Test
    void halfPrecisionStaysCloseToFull() throws Exception {
        List<RgbImage> images = images(4);
        try (Encoder full = ModelLoader.loadEncoder(encoderDirectory, InferenceOptions.CPU_FP32);
                Encoder half = ModelLoader.loadEncoder(encoderDirectory, BF16)) {
            List<float[]> expected = vectors(full, images);
            List<float[]> actual = vectors(half, images);

            for (int i = 0; i < images.size(); i++) {
                assertThat(Cosine.of(expected.get(i), actual.get(i))).isGreaterThan(0.999);
                assertThat(actual.get(i)).isNotEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void equalWeightsGiveEqualIdsAndOtherWeightsOthers() throws Exception {
        ModelDirectory again =
                ModelDirectory.open(write("again", ModelPreset.TINY.encoder("tiny", Map.of())));

        assertThat(again.id()).isEqualTo(ModelDirectory.open(encoderDirectory).id());
        assertThat(again.id()).isNotEqualTo(ModelDirectory.open(tokenizerDirectory).id());
        assertThat(again.id().toString()).matches("tiny@[0-9a-f]{12}");
    }

    @Test
    void askingForAGpuThatIsNotThereFails() {
        assertThatThrownBy(
                        () ->
                                ModelLoader.loadEncoder(
                                        encoderDirectory,
                                        new InferenceOptions("gpu:99", Precision.BF16)))
                .hasMessageContaining("gpu:99")
                .hasMessageContaining("--device cpu");
    }

    @Test
    void anUnknownDeviceIsNamed() {
        assertThatThrownBy(() -> new InferenceOptions("tpu", Precision.BF16))
                .hasMessageContaining("unknown device 'tpu'");
    }

    @Test
    void anEncoderIsNoTokenizer() {
        assertThatThrownBy(
                        () ->
                                ModelLoader.loadTokenizer(
                                        encoderDirectory, InferenceOptions.CPU_FP32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(encoderDirectory.toString())
                .hasMessageContaining("not a tokenizer");
    }

    @Test
    void aDirectoryWithoutWeightsSaysWhatIsMissing() throws Exception {
        Path bare = Files.createDirectory(directory.resolve("bare"));
        Files.copy(encoderDirectory.resolve("config.json"), bare.resolve("config.json"));

        assertThatThrownBy(() -> ModelDirectory.open(bare))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no model.safetensors");
    }

    @Test
    void weightsOfAnotherArchitectureAreRefusedWithTheirKeys() throws Exception {
        Path mixed = Files.createDirectory(directory.resolve("mixed"));
        Files.copy(encoderDirectory.resolve("config.json"), mixed.resolve("config.json"));
        Files.copy(
                tokenizerDirectory.resolve("model.safetensors"),
                mixed.resolve("model.safetensors"));

        assertThatThrownBy(() -> ModelDirectory.open(mixed))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("missing (")
                .hasMessageContaining("unexpected (")
                .hasMessageContaining("cls_token");
    }

    @Test
    void aTruncatedWeightFileIsRefused() throws Exception {
        Path cut = Files.createDirectory(directory.resolve("cut"));
        Files.copy(encoderDirectory.resolve("config.json"), cut.resolve("config.json"));
        byte[] weights = Files.readAllBytes(encoderDirectory.resolve("model.safetensors"));
        Files.write(
                cut.resolve("model.safetensors"),
                java.util.Arrays.copyOf(weights, weights.length / 2));

        assertThatThrownBy(() -> ModelDirectory.open(cut))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cut short");
    }

    private static List<float[]> vectors(Encoder encoder, List<RgbImage> images) {
        return encoder.encode(images).stream().map(Embedding::vector).toList();
    }

    private static Path write(String name, ModelConfig config) throws Exception {
        Path path = directory.resolve(name);
        ModelDirectory.write(path, config, config.network().initialState(new Random(1)));
        return path;
    }

    private static List<RgbImage> images(int count) {
        Random random = new Random(5);
        List<RgbImage> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[64 * 64 * 3];
            random.nextBytes(pixels);
            images.add(new RgbImage(64, 64, pixels));
        }
        return images;
    }
}
