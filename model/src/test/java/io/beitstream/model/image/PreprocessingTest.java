package io.beitstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
    /** SHA-256 of what Pillow 9.4 makes of the same computed pictures. */
    @ParameterizedTest
    @CsvSource({
        "500, 375, 256, 224, BICUBIC, 77944eaf40fa991d490e46b2b579402793120754da0cc162f20c1c3e081ab963",
        "375, 500, 256, 224, BICUBIC, ef9f2a2a35dabfa0809d3f3acd8731e0ba17ce0bbad38bff6b88bf1e0cdf482f",
        "75, 56, 256, 224, BICUBIC, 974a18c7d1d789507fe3bc917e567690bd4f406fa5caf20f47977e1c3fd81b66",
        "1200, 90, 256, 224, BICUBIC, f5dd5b39a58b686b68ad5ab6e6386ca4d190c98787bc0814df7bbf574c21ed11",
        "1, 1, 73, 64, BICUBIC, f3cc103136423a57975750907ebc1d367e2985ac6338976d4d5a439f50323f4a",
        "333, 517, 73, 64, LANCZOS, 9b41526917ef67e6fbd011e7f25e2ca885168b6338b976ab660613969ecb5fd5",
        "641, 480, 224, 224, BILINEAR, 7d71d30a44c4f82b791161e47e22e41dcd3b8549a4446286f85b408abdd280cf",
        "224, 224, 224, 224, BICUBIC, 51e44f6c5f1db80120afea58852fa1ffacba24c1f3fc57a9153c32ad7fa067b0"
    })
    void everyByteIsPillows(
            int width, int height, int resize, int crop, ResampleFilter filter, String sha256)
            throws Exception {
        RgbImage square = new Preprocessing(resize, crop, filter).apply(picture(width, height));

        byte[] digest = MessageDigest.getInstance("SHA-256").digest(square.pixels());
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
    }

    @Test
    void offsetsRoundHalfToEven() {
        assertThat(ResizePlan.shorterSideThenCenter(335, 256, 256, 224).left()).isEqualTo(56);
        assertThat(ResizePlan.shorterSideThenCenter(333, 256, 256, 224).left()).isEqualTo(54);
    }

    @Test
    void evaluationSizesAreTheOfficialOnes() {
        assertThat(Preprocessing.ofInputSize(224).resize()).isEqualTo(256);
        assertThat(Preprocessing.ofInputSize(64).resize()).isEqualTo(73);
        assertThat(Preprocessing.ofInputSize(384).resize()).isEqualTo(384);
    }

    private static RgbImage picture(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[i++] = (byte) (x * 7 + y * 13);
                pixels[i++] = (byte) (x * y + 3 * x);
                pixels[i++] = (byte) ((x * x + y * y * 5) % 251);
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
