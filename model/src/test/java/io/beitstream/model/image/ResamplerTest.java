package io.beitstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ResamplerTest {
    private static final int ROUND = 1 << (ResampleTaps.PRECISION_BITS - 1);

    @Test
    void everySizeGivesWhatThePlainSumsGive() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            RgbImage image = noise(1 + random.nextInt(90), 1 + random.nextInt(90), random);
            int width = 1 + random.nextInt(120);
            int height = 1 + random.nextInt(120);
            int cropWidth = 1 + random.nextInt(width);
            int cropHeight = 1 + random.nextInt(height);
            ResizePlan plan =
                    new ResizePlan(
                            width,
                            height,
                            random.nextInt(width - cropWidth + 1),
                            random.nextInt(height - cropHeight + 1),
                            cropWidth,
                            cropHeight);
            ResampleFilter filter =
                    ResampleFilter.values()[random.nextInt(ResampleFilter.values().length)];

            assertThat(Resampler.resize(image, plan, filter).pixels())
                    .as("%d x %d, %s, %s", image.width(), image.height(), plan, filter)
                    .isEqualTo(plainly(image, plan, filter));
        }
    }

    @Test
    void anImageWiderThanABlockIsResizedRowByRow() {
        RgbImage image = noise(40_000, 3, new Random(8));
        ResizePlan plan = new ResizePlan(50, 5, 3, 1, 40, 3);

        assertThat(Resampler.resize(image, plan, ResampleFilter.BICUBIC).pixels())
                .isEqualTo(plainly(image, plan, ResampleFilter.BICUBIC));
    }

    private static RgbImage noise(int width, int height, Random random) {
        byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        random.nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    /** Value by value, as the definition says. */
    private static byte[] plainly(RgbImage image, ResizePlan plan, ResampleFilter filter) {
        ResampleTaps columns =
                ResampleTaps.of(filter, image.width(), plan.width(), plan.left(), plan.cropWidth());
        ResampleTaps rows =
                ResampleTaps.of(
                        filter, image.height(), plan.height(), plan.top(), plan.cropHeight());
        byte[] out = new byte[plan.cropWidth() * plan.cropHeight() * RgbImage.CHANNELS];
        int o = 0;
        for (int y = 0; y < plan.cropHeight(); y++) {
            for (int x = 0; x < plan.cropWidth(); x++) {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    int sum = ROUND;
                    for (int t = 0; t < rows.count()[y]; t++) {
                        int inner = ROUND;
                        for (int u = 0; u < columns.count()[x]; u++) {
                            int row = rows.first()[y] + t;
                            int pixel = row * image.width() + columns.first()[x] + u;
                            inner +=
                                    (image.pixels()[pixel * RgbImage.CHANNELS + channel] & 0xFF)
                                            * columns.weights()[x * columns.taps() + u];
                        }
                        sum += clip(inner) * rows.weights()[y * rows.taps() + t];
                    }
                    out[o++] = (byte) clip(sum);
                }
            }
        }
        return out;
    }

    private static int clip(int fixed) {
        return Math.max(0, Math.min(255, fixed >> ResampleTaps.PRECISION_BITS));
    }
}
