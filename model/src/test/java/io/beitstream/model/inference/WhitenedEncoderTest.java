package io.beitstream.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.conversion.ModelExporter;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.model.whitening.Whitening;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhitenedEncoderTest {
    private static final int WIDTH = 192;
    private static final FeatureSelection QUADRANTS =
            new FeatureSelection(FeatureSelection.Vector.QUADRANTS, false, List.of(2, 6), true);

    private static final Map<String, String> FIT = Map.of("whitened_on", "photos, 5000 images");

    @TempDir static Path folder;
    private static ModelDirectory bare;
    private static Whitening whitening;
    private static ModelDirectory whitened;

    @BeforeAll
    static void write() throws Exception {
        ModelConfig config = ModelPreset.TINY.encoder("tiny", Map.of());
        bare =
                ModelDirectory.write(
                        folder.resolve("bare"),
                        config,
                        config.network().initialState(new Random(1)));
        whitening = Whitening.of(QUADRANTS, random(2 * 4 * WIDTH, 5));
        whitened = bare.whitened(folder.resolve("whitened"), whitening, FIT);
    }

    @Test
    void theCopySaysWhatItWasFittedTo() {
        assertThat(whitened.config().provenance()).containsAllEntriesOf(FIT);
        assertThat(bare.config().provenance()).isEmpty();
    }

    @Test
    void quadrantsAreMeansOfTheirPatches() throws Exception {
        Embedding embedding = encode(bare, QUADRANTS);
        float[] patches = embedding.patches();

        assertThat(embedding.vector()).hasSize(2 * 4 * WIDTH);
        for (int quadrant = 0; quadrant < 4; quadrant++) {
            double sum = 0;
            for (int patch = 0; patch < 64; patch++) {
                int row = patch / 8;
                int column = patch % 8;
                if (row / 4 * 2 + column / 4 == quadrant) {
                    sum += patches[patch * WIDTH + 7];
                }
            }
            // The second of the two blocks is the last, whose patches these are.
            assertThat(embedding.vector()[(4 + quadrant) * WIDTH + 7])
                    .isCloseTo((float) (sum / 16), within(1e-5f));
        }
    }

    @Test
    void whatTheModelPoolsIsWhitened() throws Exception {
        float[] expected = whitening.apply(encode(bare, QUADRANTS).vector());

        Embedding plain = encode(whitened, FeatureSelection.DEFAULT);
        assertThat(plain.vector()).containsExactly(expected, within(1e-4f));
        assertThat(plain.patches()).isNull();

        Embedding unit =
                encode(
                        whitened,
                        new FeatureSelection(
                                FeatureSelection.Vector.POOLED, true, List.of(), true));
        double squares = 0;
        for (int i = 0; i < 5; i++) {
            squares += (double) unit.vector()[i] * unit.vector()[i];
            assertThat(unit.vector()[i] / unit.vector()[0])
                    .isCloseTo(expected[i] / expected[0], within(1e-3f));
        }
        assertThat(squares).isCloseTo(1, within(1e-5));
        assertThat(unit.patches()).hasSize(64 * WIDTH);
    }

    @Test
    void othersAreAsTheyWere() throws Exception {
        FeatureSelection mean =
                new FeatureSelection(FeatureSelection.Vector.MEAN, false, List.of(), false);

        assertThat(encode(whitened, mean).vector()).isEqualTo(encode(bare, mean).vector());
    }

    @Test
    void itIsAnotherModelThatAnExportInHalfPrecisionKeeps() throws Exception {
        assertThat(whitened.id()).isNotEqualTo(bare.id());
        assertThat(ModelDirectory.open(whitened.path()).id()).isEqualTo(whitened.id());

        Path half = folder.resolve("half");
        ModelExporter.modelDirectory(whitened, DType.FLOAT16, half);

        assertThat(encode(ModelDirectory.open(half), FeatureSelection.DEFAULT).vector()).hasSize(5);
    }

    @Test
    void aModelThatIsWrittenInItsPlaceIsNotWhitened() throws Exception {
        Path place = folder.resolve("place");
        bare.whitened(place, whitening, FIT);

        ModelDirectory.write(place, bare.config(), bare.state());

        assertThat(ModelDirectory.open(place).whitening()).isNull();
        assertThat(ModelDirectory.open(place).id()).isEqualTo(bare.id());
    }

    @Test
    void aBrokenFileIsNamed() throws Exception {
        Path place = folder.resolve("broken");
        bare.whitened(place, whitening, FIT);
        Files.write(place.resolve("whitening.safetensors"), new byte[100]);

        assertThatThrownBy(() -> ModelDirectory.open(place))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(place.resolve("whitening.safetensors") + ": ");
    }

    @Test
    void aWhiteningOfOtherVectorsIsRefused() {
        Whitening narrow =
                Whitening.of(
                        new FeatureSelection(FeatureSelection.Vector.MEAN, false, List.of(), false),
                        random(WIDTH - 1, 5));

        assertThatThrownBy(() -> bare.whitened(folder.resolve("narrow"), narrow, FIT))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("whitening.safetensors")
                .hasMessageContaining("vectors of 191 values, the network's have 192");
    }

    private static Embedding encode(ModelDirectory model, FeatureSelection selection)
            throws Exception {
        byte[] pixels = new byte[64 * 64 * 3];
        new Random(5).nextBytes(pixels);
        try (Encoder encoder =
                ModelLoader.loadEncoder(model.path(), InferenceOptions.CPU_FP32, selection)) {
            Embedding embedding = encoder.encode(List.of(new RgbImage(64, 64, pixels))).get(0);
            assertThat(embedding.vector()).hasSize(encoder.dimension());
            assertThat(encoder.selection()).isEqualTo(selection);
            return embedding;
        }
    }

    private static StateDict random(int inputs, int outputs) {
        Random random = new Random(2);
        float[] mean = new float[inputs];
        float[] matrix = new float[inputs * outputs];
        for (int i = 0; i < matrix.length; i++) {
            mean[i % inputs] = (float) random.nextGaussian();
            matrix[i] = (float) random.nextGaussian();
        }
        return new StateDict(
                Map.of(
                        "mean",
                        HostTensor.ofFloats(mean, inputs),
                        "matrix",
                        HostTensor.ofFloats(matrix, inputs, outputs)));
    }
}
