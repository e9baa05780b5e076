package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DecoderEvaluationTest {
    @Test
    void psnrIsTenTimesTheLogarithmOfThePeakOverTheError() {
        byte[] shifted = new byte[12];
        Arrays.fill(shifted, (byte) 10);

        assertThat(
                        DecoderEvaluation.psnr(
                                new RgbImage(2, 2, new byte[12]), new RgbImage(2, 2, shifted)))
                .isCloseTo(28.1308, within(1e-4)); // 20 log10(255 / 10)
    }

    @Test
    void patchesBecomeTheirMeanColour() {
        byte[] pixels = new byte[4 * 2 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 10);
        }

        byte[] flat = DecoderEvaluation.flat(new RgbImage(4, 2, pixels), 2).pixels();

        // Red of the left patch: 0, 30, 120 and 150; blue of the right one: 80, 110, 200 and 230.
        assertThat(flat[0] & 255).isEqualTo(75);
        assertThat(flat[(4 + 1) * 3] & 255).isEqualTo(75);
        assertThat(flat[2 * 3 + 2] & 255).isEqualTo(155);
    }
}
