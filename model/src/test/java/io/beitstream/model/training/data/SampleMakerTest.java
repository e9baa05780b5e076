package io.beitstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ResampleFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleMakerTest {
    private static final AugmentationConfig AUGMENTATION =
            new AugmentationConfig(
                    32, 24, 0.2, 0.4, ResampleFilter.BICUBIC, ResampleFilter.LANCZOS);
    @TempDir Path directory;
    private final List<String> undecodable = new ArrayList<>();

    @BeforeEach
    void writePictures() throws Exception {
        for (int i = 0; i < 8; i++) {
            Files.write(directory.resolve(i + ".png"), TestImages.png(TestImages.picture(40, i)));
        }
    }

    @Test
    void aSampleIsAFunctionOfSeedEpochAndIndex() throws Exception {
        TrainingSample first = make(5, 3, 2);

        assertThat(make(5, 3, 2)).usingRecursiveComparison().isEqualTo(first);
        assertThat(make(5, 4, 2).view().pixels()).isNotEqualTo(first.view().pixels());
        assertThat(make(6, 3, 2).view().pixels()).isNotEqualTo(first.view().pixels());
        assertThat(first.view().width()).isEqualTo(32);
        assertThat(first.tokenizerView().width()).isEqualTo(24);
        assertThat(first.mask()).hasSize(16);
    }

    @Test
    void equalViewsAreMadeOnce() throws Exception {
        AugmentationConfig same =
                new AugmentationConfig(
                        32, 32, 0.2, 0.4, ResampleFilter.BICUBIC, ResampleFilter.BICUBIC);
        TrainingSample sample =
                new Augmentation(same, null)
                        .apply(TestImages.picture(40, 1), new SplittableRandom(1));

        assertThat(sample.tokenizerView()).isSameAs(sample.view());
        assertThat(sample.mask()).isNull();
    }

    @Test
    void anUndecodableImageIsReportedAndAlwaysReplacedByTheSameOther() throws Exception {
        Files.writeString(directory.resolve("3.png"), "no picture");

        TrainingSample first = make(5, 0, 3);

        assertThat(undecodable).containsExactly("3.png");
        assertThat(make(5, 0, 3)).usingRecursiveComparison().isEqualTo(first);
        assertThat(make(5, 0, 2).view().pixels()).isNotEqualTo(first.view().pixels());
    }

    @Test
    void aDatasetWithoutImagesEndsInsteadOfTryingForEver() throws Exception {
        for (int i = 0; i < 8; i++) {
            Files.writeString(directory.resolve(i + ".png"), "no picture");
        }

        assertThatThrownBy(() -> make(5, 0, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("100 images in a row cannot be decoded");
    }

    @Test
    void cropsHaveTheAreaAndTheAspectTheyShould() {
        RandomResizedCrop crop = new RandomResizedCrop(0.2);
        SplittableRandom random = new SplittableRandom(1);
        double area = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            RandomResizedCrop.Box box = crop.draw(400, 400, random);
            assertThat(box.left()).isBetween(0, 400 - box.width());
            assertThat(box.top()).isBetween(0, 400 - box.height());
            assertThat((double) box.width() / box.height()).isBetween(0.74, 1.35);
            area += (double) box.width() * box.height() / 160_000;
        }
        // Below the 0.6 of U(0.2, 1), since large boxes of other aspects do not fit. With m the
        // smaller of aspect and its inverse: E(m^2 - 0.04) / 2 E(m - 0.2) = 0.5384.
        assertThat(area / draws).isCloseTo(0.5384, within(0.006));
    }

    @Test
    void anImageThatNoBoxFitsIsCroppedInItsCentre() {
        RandomResizedCrop.Box box =
                new RandomResizedCrop(1).draw(1000, 10, new SplittableRandom(1));

        assertThat(box).isEqualTo(new RandomResizedCrop.Box(493, 0, 13, 10));
    }

    private TrainingSample make(long seed, int epoch, int index) throws Exception {
        SampleMaker maker =
                new SampleMaker(
                        DatasetIndexer.index(directory),
                        ImageDecoder.withDefaults(),
                        new Augmentation(AUGMENTATION, new MaskingGenerator(4, 4, 6, 2, 6, 0.3)),
                        seed);
        return maker.make(epoch, index, (location, error) -> undecodable.add(location.id()));
    }
}
