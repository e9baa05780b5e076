package io.beitstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.image.ImageException.Reason;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static final ImageDecoder DECODER = ImageDecoder.withDefaults();

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff"})
    void losslessFormatsKeepTheirPixels(String format) throws Exception {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(2, 1, 0xFF8000);

        RgbImage decoded = DECODER.decode(encode(image, format));

        assertThat(decoded.width()).isEqualTo(3);
        assertThat(decoded.height()).isEqualTo(2);
        assertThat(pixel(decoded, 2, 1)).containsExactly(0xFF, 0x80, 0x00);
        assertThat(pixel(decoded, 0, 0)).containsExactly(0, 0, 0);
    }

    @Test
    void jpegIsDecodedAndGreyIsRepeated() throws Exception {
        BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            grey.getRaster().setSample(i % 16, i / 16, 0, 200);
        }

        int[] pixel = pixel(DECODER.decode(encode(grey, "jpeg")), 8, 8);

        assertThat(pixel[0]).isCloseTo(200, within(2)).isEqualTo(pixel[1]).isEqualTo(pixel[2]);
    }

    @Test
    void sixteenBitSamplesKeepTheirHighByte() throws Exception {
        BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(0, 0, 0, 0xABCD);

        assertThat(pixel(DECODER.decode(encode(grey, "png")), 0, 0))
                .containsExactly(0xAB, 0xAB, 0xAB);
    }

    @Test
    void alphaIsDroppedNotBlended() throws Exception {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x01C86432);

        assertThat(pixel(DECODER.decode(encode(image, "png")), 0, 0))
                .containsExactly(0xC8, 0x64, 0x32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif"})
    void transparentPaletteEntriesKeepTheirColour(String format) throws Exception {
        byte[] reds = {0, (byte) 200};
        IndexColorModel palette = new IndexColorModel(8, 2, reds, new byte[2], new byte[2], 1);
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        image.getRaster().setSample(1, 0, 0, 1);

        assertThat(pixel(DECODER.decode(encode(image, format)), 1, 0)).containsExactly(200, 0, 0);
    }

    @Test
    void emptyIsRefused() {
        assertThat(reason(new byte[0])).isEqualTo(Reason.EMPTY);
    }

    @Test
    void textIsRefusedWhateverItsName() {
        byte[] text = "just words".getBytes(StandardCharsets.UTF_8);

        assertThat(reason(text)).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThatThrownBy(() -> DECODER.decode(text)).hasMessageContaining("6a 75 73 74");
    }

    @ParameterizedTest
    @CsvSource({"jpeg, 0.5", "jpeg, 0.95", "png, 0.5", "png, 0.9", "gif, 0.5", "bmp, 0.5"})
    void truncatedFilesAreRefused(String format, double kept) throws Exception {
        byte[] whole = encode(noise(64, 64), format);

        assertThat(reason(Arrays.copyOf(whole, (int) (whole.length * kept))))
                .isIn(Reason.TRUNCATED, Reason.CORRUPT);
    }

    @Test
    void everyPrefixOfAFileIsRefusedOrDecodedButNeverAnythingElse() throws Exception {
        for (String format : new String[] {"jpeg", "png", "gif", "bmp", "tiff"}) {
            byte[] whole = encode(noise(20, 20), format);
            for (int length = 0; length < whole.length; length += 7) {
                byte[] prefix = Arrays.copyOf(whole, length);
                try {
                    assertThat(DECODER.decode(prefix).width()).isEqualTo(20);
                } catch (ImageException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    @Test
    void aDeclaredSizeBeyondTheLimitIsRefusedBeforeDecoding() throws Exception {
        byte[] png = encode(noise(4, 4), "png");
        ByteBuffer.wrap(png).putInt(16, 30_000).putInt(20, 30_000);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());

        assertThat(reason(png)).isEqualTo(Reason.TOO_LARGE);
        assertThatThrownBy(() -> DECODER.decode(png)).hasMessageContaining("30000 x 30000");
    }

    @Test
    void tooManyBytesAreRefused() {
        assertThatThrownBy(() -> new ImageDecoder(10, 100, DecodeStyle.EXACT).decode(new byte[11]))
                .hasMessageContaining("11 bytes");
    }

    @Test
    void orientationIsIgnoredUnlessAskedFor() throws Exception {
        BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                image.setRGB(x, y, 0xFFFFFF); // the left half is white
            }
        }
        byte[] rotated = withOrientation(encode(image, "jpeg"), 6);

        assertThat(DECODER.decode(rotated).width()).isEqualTo(32);
        RgbImage upright =
                new ImageDecoder(1 << 20, 1 << 20, new DecodeStyle(true, false)).decode(rotated);
        assertThat(upright.width()).isEqualTo(16);
        assertThat(pixel(upright, 8, 4)[0]).isGreaterThan(250); // turned clockwise: left is now top
        assertThat(pixel(upright, 8, 28)[0]).isLessThan(5);
    }

    @Test
    void everyOrientationPutsTheMarkedCornerWhereExifSays() {
        byte[] pixels = new byte[3 * 2 * 3];
        pixels[0] = 1; // the first stored pixel is marked
        RgbImage image = new RgbImage(3, 2, pixels);
        int[][] corner = {{0, 0}, {2, 0}, {2, 1}, {0, 1}, {0, 0}, {1, 0}, {1, 2}, {0, 2}};

        for (int orientation = 1; orientation <= 8; orientation++) {
            RgbImage upright = Orientation.upright(image, orientation);
            int[] at = corner[orientation - 1];
            assertThat(pixel(upright, at[0], at[1])[0])
                    .as("orientation " + orientation)
                    .isEqualTo(1);
        }
    }

    @Test
    void aBrokenColourProfileDoesNotMatter() throws Exception {
        byte[] plain = encode(noise(16, 16), "jpeg");
        byte[] profile =
                "ICC_PROFILE\0\1\1 this is no profile".getBytes(StandardCharsets.ISO_8859_1);

        RgbImage decoded = DECODER.decode(insertSegment(plain, 0xE2, profile));

        assertThat(decoded.pixels()).isEqualTo(DECODER.decode(plain).pixels());
    }

    @Test
    void webpIsDecoded() throws Exception {
        byte[] red = // 1 x 1, lossless
                Base64.getDecoder().decode("UklGRhwAAABXRUJQVlA4TA8AAAAvAAAAAAcQ/Y/+ByKi/wEA");

        RgbImage decoded = DECODER.decode(red);

        assertThat(decoded.width()).isEqualTo(1);
    }

    private static Reason reason(byte[] bytes) {
        ImageException refusal =
                catchThrowableOfType(ImageException.class, () -> DECODER.decode(bytes));
        assertThat(refusal).isNotNull();
        return refusal.reason();
    }

    private static int[] pixel(RgbImage image, int x, int y) {
        int at = (y * image.width() + x) * 3;
        byte[] pixels = image.pixels();
        return new int[] {pixels[at] & 0xFF, pixels[at + 1] & 0xFF, pixels[at + 2] & 0xFF};
    }

    private static byte[] encode(BufferedImage image, String format) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static BufferedImage noise(int width, int height) {
        java.util.Random random = new java.util.Random(3);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt(1 << 24));
        }
        return image;
    }

    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        ByteBuffer exif = ByteBuffer.allocate(6 + 8 + 2 + 12 + 4);
        exif.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
        exif.put("MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
        exif.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
        exif.putShort((short) orientation).putShort((short) 0).putInt(0);
        return insertSegment(jpeg, 0xE1, exif.array());
    }

    private static byte[] insertSegment(byte[] jpeg, int marker, byte[] content) {
        ByteBuffer out = ByteBuffer.allocate(jpeg.length + content.length + 4);
        out.put(jpeg, 0, 2)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (content.length + 2));
        return out.put(content).put(jpeg, 2, jpeg.length - 2).array();
    }
}
