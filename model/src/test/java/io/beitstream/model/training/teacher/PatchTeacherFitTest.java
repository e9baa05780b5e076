package io.beitstream.model.training.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.training.data.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchTeacherFitTest {
    private static final int CENTRES = 12;
    private static final int DIMENSION = 3;
    private static final PatchTeacherFit FIT = new PatchTeacherFit(CENTRES, DIMENSION, 7);

    private static final List<RgbImage> IMAGES =
            LongStream.range(0, 120).mapToObj(i -> TestImages.picture(32, i)).toList();

    @TempDir Path directory;

    @Test
    void equalSeedsAndImagesGiveEqualFiles() throws Exception {
        FIT.to(IMAGES, 8).write(directory.resolve("a"));
        FIT.to(IMAGES, 8).write(directory.resolve("b"));
        new PatchTeacherFit(CENTRES, DIMENSION, 8).to(IMAGES, 8).write(directory.resolve("c"));

        assertThat(Files.readAllBytes(directory.resolve("a")))
                .isEqualTo(Files.readAllBytes(directory.resolve("b")))
                .isNotEqualTo(Files.readAllBytes(directory.resolve("c")));
    }

    @Test
    void itsFeaturesSayDifferentThings() throws Exception {
        FIT.to(IMAGES, 8).write(directory.resolve("teacher"));
        PatchTeacher teacher = PatchTeacher.read(directory.resolve("teacher"), 8);
        float[] features;
        try (TorchModule module =
                TorchModule.load(
                        ScriptArchive.forInference(
                                teacher.module(), teacher.state(), DType.FLOAT32),
                        TorchDevice.CPU)) {
            features = module.forward(PixelBatch.of(IMAGES, 32)).toFloats();
        }

        int rows = features.length / DIMENSION;
        assertThat(rows).isEqualTo(120 * 16);
        double[][] products = new double[DIMENSION][DIMENSION];
        double[] means = new double[DIMENSION];
        for (int i = 0; i < features.length; i++) {
            for (int d = 0; d < DIMENSION; d++) {
                products[i % DIMENSION][d] +=
                        features[i] * features[i / DIMENSION * DIMENSION + d] / (double) rows;
            }
            means[i % DIMENSION] += features[i] / (double) rows;
        }
        for (int d = 0; d < DIMENSION; d++) {
            assertThat(Math.abs(means[d])).isLessThan(0.1 * Math.sqrt(products[d][d]));
            for (int e = 0; e < d; e++) {
                double cosine = products[d][e] / Math.sqrt(products[d][d] * products[e][e]);
                assertThat(cosine).isCloseTo(0, within(0.1));
            }
        }
        assertThat(products[0][0]).isGreaterThan(products[1][1]);
    }

    @Test
    void aFileThatIsNotThereIsToldHowToBeMade() {
        assertThatThrownBy(() -> PatchTeacher.read(Path.of("patches"), 8))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("name it as patches:FILE");
    }

    @Test
    void tooFewPatchesAndPatchesThatDoNotShrinkAreRefused() {
        assertThatThrownBy(() -> new PatchTeacherFit(400, 64, 0).to(IMAGES.subList(0, 20), 8))
                .hasMessageContaining("320 small patches are too few for 400 centres");
        assertThatThrownBy(() -> FIT.to(IMAGES, 6))
                .hasMessageContaining("patch size 6 is no multiple of 4");
    }
}
