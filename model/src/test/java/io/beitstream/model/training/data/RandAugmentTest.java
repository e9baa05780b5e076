package io.beitstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.image.RgbImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandAugmentTest {
    private static final int WIDTH = 23;
    private static final int HEIGHT = 17;

    /**
     * Each checksum is zlib.crc32 of the pixels that timm 1.0.29 with Pillow 12.3.0 makes of the
     * picture below: NAME_TO_OP[name](image, *LEVEL_TO_ARG[name](abs(level), {'translate_pct':
     * .45}), fillcolor=(124, 116, 104), resample=BICUBIC) of the names in "Increasing" form, with
     * the sign of the level in the place of the random one.
     */
    @ParameterizedTest
    @CsvSource({
        "AUTO_CONTRAST, 9.3, a3c98575",
        "EQUALIZE, 9.3, dcf0995d",
        "INVERT, 9.3, 566c882b",
        "ROTATE, 9.3, 1a223466",
        "ROTATE, -4.7, c2711018",
        "POSTERIZE, 9.3, 8c9b2b30",
        "POSTERIZE, 4.7, afcec31d",
        "SOLARIZE, 9.3, 32f7210e",
        "SOLARIZE, 4.7, 010f2e32",
        "SOLARIZE_ADD, 9.3, e907f431",
        "SOLARIZE_ADD, 4.7, 1f299f91",
        "COLOR, 9.3, 460156c5",
        "COLOR, -4.7, 525885f2",
        "CONTRAST, 9.3, 1e3949a6",
        "CONTRAST, -4.7, 126f50a0",
        "BRIGHTNESS, 9.3, 5681fb42",
        "BRIGHTNESS, -4.7, 78e9e6c4",
        "SHARPNESS, 9.3, 721b14a9",
        "SHARPNESS, -4.7, 1e02511c",
        "SHEAR_X, 9.3, ceb30d4e",
        "SHEAR_X, -4.7, 4519ac89",
        "SHEAR_Y, 9.3, 26a62774",
        "SHEAR_Y, -4.7, 0d867860",
        "TRANSLATE_X, 9.3, 461b4522",
        "TRANSLATE_X, -4.7, 853297fd",
        "TRANSLATE_Y, 9.3, bd274cec",
        "TRANSLATE_Y, -4.7, 5e723eb2"
    })
    void changesAreTimmsToTheLastBit(
            RandAugmentOperation operation, double level, String checksum) {
        RgbImage changed = operation.apply(picture(), level);

        CRC32 crc = new CRC32();
        crc.update(changed.pixels());
        assertThat("%08x".formatted(crc.getValue())).isEqualTo(checksum);
    }

    @Test
    void aSeedMakesTheSameChangesAgain() {
        RandAugment changes = new RandAugment(2, 9, .5);
        int changed = 0;
        for (int seed = 0; seed < 200; seed++) {
            byte[] first = changes.apply(picture(), new SplittableRandom(seed)).pixels();
            byte[] second = changes.apply(picture(), new SplittableRandom(seed)).pixels();
            assertThat(first).isEqualTo(second);
            changed += same(first) ? 0 : 1;
        }

        assertThat(changed).isBetween(130, 170); // three of four
    }

    private static boolean same(byte[] pixels) {
        return Arrays.equals(pixels, picture().pixels());
    }

    @Test
    void withoutChangesNothingIsDrawn() {
        SplittableRandom random = new SplittableRandom(1);
        RgbImage picture = picture();

        assertThat(new RandAugment(0, 9, .5).apply(picture, random)).isSameAs(picture);
        assertThat(random.nextLong()).isEqualTo(new SplittableRandom(1).nextLong());
    }

    private static RgbImage picture() {
        byte[] pixels = new byte[WIDTH * HEIGHT * 3];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int c = 0; c < 3; c++) {
                    pixels[(y * WIDTH + x) * 3 + c] =
                            (byte) (x * 9 + y * 5 + c * 40 + x * y % 7 * 11);
                }
            }
        }
        return new RgbImage(WIDTH, HEIGHT, pixels);
    }
}
