package io.beitstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.RandomResizedCrop.Box;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reference numbers are those of timm 1.0.29. */
class MixtureTest {
    private static final Regularization PUBLISHED =
            new Regularization(.1, .8, 1, .5, .25, 2, 9, .5);

    /** mixup_target(tensor([0, 2, 3, 1]), 4, lam=.7, smoothing=.1). */
    @Test
    void targetsAreSmoothedAndMixedAsInTimm() {
        float[] targets = LabelledBatch.targets(samples(0, 2, 3, 1), 4, .1);
        new Mixture(.7, null).sum(targets, 4);

        assertThat(targets)
                .containsExactly(
                        new float[] {
                            .655f, .295f, .025f, .025f, //
                            .025f, .025f, .655f, .295f, //
                            .025f, .025f, .295f, .655f, //
                            .295f, .655f, .025f, .025f
                        },
                        within(1e-6f));
    }

    /** cutmix_bbox_and_lam of a square of 32 pixels, with the centre in the place of a draw. */
    @ParameterizedTest
    @CsvSource({
        ".3, 10, 20, 0, 7, 23, 25, .4384765625",
        ".9, 1, 30, 0, 25, 6, 7, .958984375",
        ".55, 31, 0, 21, 0, 11, 11, .8818359375",
        ".02, 16, 16, 1, 1, 31, 31, .0615234375"
    })
    void theBoxOfCutmixIsTimms(
            double share, int x, int y, int left, int top, int width, int height, double stays) {
        assertThat(Mixture.cut(share, 32, x, y))
                .isEqualTo(new Mixture(stays, new Box(left, top, width, height)));
    }

    @Test
    void aBoxIsExchangedBetweenPartners() {
        float[] pixels = new float[3 * 4 * 4 * 3]; // three images of 4 x 4
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i / (4 * 4 * 3);
        }
        new Mixture(.75, new Box(1, 2, 2, 2)).pixels(pixels, 3, 4);

        for (int image : new int[] {0, 2}) {
            float[] one = Arrays.copyOfRange(pixels, image * 48, (image + 1) * 48);
            for (int i = 0; i < one.length; i++) {
                int x = i / 3 % 4;
                int y = i / 12;
                boolean inside = x >= 1 && x < 3 && y >= 2;
                assertThat(one[i]).isEqualTo(inside ? 2 - image : image);
            }
        }
        assertThat(Arrays.copyOfRange(pixels, 48, 96)).containsOnly(1f); // its own partner
    }

    @Test
    void sharesAreBetaDistributed() {
        SplittableRandom random = new SplittableRandom(3);
        for (double alpha : new double[] {.2, .8, 1, 3}) {
            double sum = 0;
            double squares = 0;
            int count = 40_000;
            for (int i = 0; i < count; i++) {
                double value = new BetaDistribution(alpha).draw(random);
                assertThat(value).isBetween(0.0, 1.0);
                sum += value;
                squares += value * value;
            }
            double mean = sum / count;
            assertThat(mean).isCloseTo(.5, within(.01));
            assertThat(squares / count - mean * mean)
                    .isCloseTo(1 / (4 * (2 * alpha + 1)), within(.003));
        }
    }

    @Test
    void eitherWayOfMixingIsDrawnAndNoneWhereBothAreOff() {
        SplittableRandom random = new SplittableRandom(4);
        long cut =
                IntStream.range(0, 1000)
                        .filter(i -> Mixture.draw(PUBLISHED, 32, random).box() != null)
                        .count();

        assertThat(cut).isBetween(440L, 560L);
        assertThat(
                        Mixture.draw(
                                new Regularization(0, 0, 0, .5, 0, 0, 0, 0),
                                32,
                                new SplittableRandom(1)))
                .isEqualTo(Mixture.NONE);
    }

    @Test
    void noiseIsNormalOnceItIsNormalised() {
        int side = 64;
        float[] pixels = new float[side * side * 3];
        Arrays.fill(pixels, -1000);
        RandomErasing erasing = new RandomErasing(1, Statistics.IMAGENET);
        double sum = 0;
        double squares = 0;
        int count = 0;
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 100; i++) {
            float[] image = pixels.clone();
            erasing.apply(image, 0, side, random);
            int erased = 0;
            for (int at = 0; at < image.length; at++) {
                if (image[at] != -1000) {
                    double value =
                            (image[at] / 255 - Statistics.IMAGENET.mean()[at % 3])
                                    / Statistics.IMAGENET.std()[at % 3];
                    sum += value;
                    squares += value * value;
                    erased++;
                }
            }
            assertThat(erased / (double) image.length).isBetween(.015, .34);
            count += erased;
        }
        assertThat(sum / count).isCloseTo(0, within(.01));
        assertThat(squares / count).isCloseTo(1, within(.01));
    }

    @Test
    void aBatchIsAFunctionOfSamplesAndSeed() {
        LabelledBatch first =
                LabelledBatch.of(samples(0, 1, 2), 8, 3, PUBLISHED, new SplittableRandom(6));
        LabelledBatch second =
                LabelledBatch.of(samples(0, 1, 2), 8, 3, PUBLISHED, new SplittableRandom(6));

        assertThat(first.pixels().toFloats()).isEqualTo(second.pixels().toFloats());
        assertThat(first.targets().toFloats()).isEqualTo(second.targets().toFloats());
    }

    private static List<TrainingSample> samples(int... labels) {
        return IntStream.of(labels)
                .mapToObj(
                        label -> {
                            RgbImage picture = TestImages.picture(8, label);
                            return new TrainingSample(picture, picture, null).of(label);
                        })
                .toList();
    }
}
