package io.beitstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TurboJpegTest {
    private static final ImageDecoder DECODER = ImageDecoder.withDefaults();

    @BeforeEach
    void skipWithoutTheLibrary() {
        assumeThat(TurboJpeg.installed())
                .as("needs libturbojpeg (Debian: libturbojpeg0)")
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "64, 64, false, 0.9",
        "1, 1, false, 0.9",
        "17, 9, false, 0.5",
        "40, 31, true, 0.75",
        "333, 251, true, 0.9",
        "500, 375, false, 0.4",
        "8, 120, false, 1"
    })
    void thePixelsAreThoseOfJavasReader(int width, int height, boolean progressive, float quality)
            throws Exception {
        byte[] file = jpeg(width, height, BufferedImage.TYPE_INT_RGB, progressive, quality);

        assertThat(atOnce(file, width, height).pixels())
                .isEqualTo(watched(file).pixels())
                .isEqualTo(DECODER.decode(file).pixels());
    }

    @Test
    void greyIsRepeated() throws Exception {
        byte[] file = jpeg(33, 20, BufferedImage.TYPE_BYTE_GRAY, false, 0.8f);

        assertThat(atOnce(file, 33, 20).pixels()).isEqualTo(watched(file).pixels());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.6, 0.95})
    void aTruncatedFileIsLeftToTheReaderThatSaysWhy(double kept) throws Exception {
        byte[] whole = jpeg(200, 100, BufferedImage.TYPE_INT_RGB, false, 0.9f);
        byte[] file = Arrays.copyOf(whole, (int) (whole.length * kept));

        assertThat(TurboJpeg.installed().decode(file, 200, 100, 1)).isNull();
        assertThat(catchThrowableOfType(ImageException.class, () -> DECODER.decode(file)))
                .hasMessageContaining("truncated");
    }

    @ParameterizedTest
    @CsvSource({
        "333, 251, 32, 4, 84, 63", // 251 / 8 is less than 32
        "333, 251, 62, 4, 84, 63",
        "333, 251, 63, 2, 167, 126",
        "333, 251, 200, 1, 333, 251",
        "8, 120, 1, 8, 1, 15"
    })
    void fastDecodingLeavesOutWhatTheResizeWould(
            int width, int height, int side, int reduction, int columns, int rows)
            throws Exception {
        byte[] file = jpeg(width, height, BufferedImage.TYPE_INT_RGB, true, 0.9f);
        ImageDecoder fast = new ImageDecoder(1 << 20, 1 << 20, new DecodeStyle(false, true));

        assertThat(fast.reduction(file, side)).isEqualTo(reduction);
        assertThat(DECODER.reduction(file, side)).isEqualTo(1);
        RgbImage image = fast.decode(file, DecodeLimit.within(Duration.ofMinutes(1)), reduction);
        assertThat(image.width()).isEqualTo(columns);
        assertThat(image.height()).isEqualTo(rows);
    }

    @Test
    void fastDecodingKeepsThePicture() throws Exception {
        byte[] file = jpeg(400, 320, BufferedImage.TYPE_INT_RGB, false, 0.95f);
        ImageDecoder fast = new ImageDecoder(1 << 20, 1 << 20, new DecodeStyle(false, true));
        Preprocessing square = new Preprocessing(73, 64, ResampleFilter.BICUBIC);

        byte[] scaled =
                square.apply(fast.decode(file, DecodeLimit.within(Duration.ofMinutes(1)), 4))
                        .pixels();
        byte[] exact = square.apply(DECODER.decode(file)).pixels();

        double apart = 0;
        for (int i = 0; i < exact.length; i++) {
            apart += Math.abs((scaled[i] & 255) - (exact[i] & 255));
        }
        assertThat(apart / exact.length).isBetween(0.01, 6.0);
    }

    @Test
    void anotherSizeThanTheFilesIsRefused() throws Exception {
        byte[] file = jpeg(64, 48, BufferedImage.TYPE_INT_RGB, false, 0.9f);

        assertThat(TurboJpeg.installed().decode(file, 32, 24, 1)).isNull();
    }

    @Test
    void brokenBytesNeitherHarmNorChangeTheVerdict() throws Exception {
        byte[] whole = jpeg(120, 80, BufferedImage.TYPE_INT_RGB, true, 0.8f);
        Random random = new Random(1);
        int accepted = 0;
        for (int i = 0; i < 300; i++) {
            byte[] file = whole.clone();
            for (int j = 0; j < 3; j++) {
                file[2 + random.nextInt(file.length - 2)] = (byte) random.nextInt();
            }
            RgbImage atOnce = TurboJpeg.installed().decode(file, 120, 80, 1);
            if (atOnce != null) {
                accepted++;
                assertThat(atOnce.pixels()).isEqualTo(watched(file).pixels());
            }
        }
        assertThat(accepted).isPositive();
    }

    private static RgbImage watched(byte[] file) throws ImageException {
        return DECODER.decodeWatched(file, DecodeLimit.within(Duration.ofMinutes(1)));
    }

    private static RgbImage atOnce(byte[] file, int width, int height) {
        RgbImage image = TurboJpeg.installed().decode(file, width, height, 1);
        assertThat(image).isNotNull();
        return image;
    }

    private static byte[] jpeg(int width, int height, int type, boolean progressive, float quality)
            throws Exception {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(width);
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            image.setRGB(x, y, (x * 5 & 255) << 16 | (y * 3 & 255) << 8 | random.nextInt(60));
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setProgressiveMode(
                    progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
