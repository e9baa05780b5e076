package io.beitstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.beitstream.model.image.ImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that ask for much time or memory: the thread comes back within two seconds. */
class HostileImageTest {
    private static final ImageDecoder DECODER = ImageDecoder.withDefaults();

    @Test
    void aThousandScansAreRefused() throws Exception {
        assertThat(reason(withScans(progressive(64, 64), 1_000))).isEqualTo(Reason.TOO_COMPLEX);
    }

    @Test
    void scansOfALargePictureCountByItsPixels() throws Exception {
        byte[] jpeg = withScans(progressive(64, 64), 100);

        assertThat(DECODER.decode(jpeg).width()).isEqualTo(64);
        ByteBuffer frame = ByteBuffer.wrap(jpeg);
        frame.putShort(frameAt(jpeg) + 5, (short) 7_000).putShort(frameAt(jpeg) + 7, (short) 7_000);
        assertThat(reason(jpeg)).isEqualTo(Reason.TOO_COMPLEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zTXt", "iTXt", "iCCP", "teSt"})
    void compressedTextsOfAPngAreNotOpened(String chunk) throws Exception {
        byte[] bomb = deflated(new byte[1 << 28]);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(
                ("key\0" + (chunk.equals("iTXt") ? "\1\0\0\0" : "\0"))
                        .getBytes(StandardCharsets.ISO_8859_1));
        text.writeBytes(bomb);
        byte[] png = palettePng();

        byte[] hostile = withChunk(png, chunk, text.toByteArray(), 20);

        assertThat(decoded(hostile, 60 << 20).pixels()).isEqualTo(DECODER.decode(png).pixels());
    }

    @Test
    void aPngOfHundredsOfThousandsOfChunksIsRefused() throws Exception {
        assertThat(reason(withChunk(palettePng(), "teSt", new byte[0], 200_000)))
                .isEqualTo(Reason.TOO_COMPLEX);
    }

    @Test
    void aPaletteOfMillionsIsRefused() throws Exception {
        byte[] png = encode(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png");

        assertThat(reason(withChunk(png, "PLTE", new byte[3 << 20], 1)))
                .isEqualTo(Reason.TOO_COMPLEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLTE", "tRNS", "zTXt", "iCCP"})
    void chunksThatClaimGigabytesAreRefused(String chunk) throws Exception {
        byte[] png = withChunk(palettePng(), chunk, new byte[3], 1);
        ByteBuffer.wrap(png).putInt(33, Integer.MAX_VALUE - 100);

        assertThat(reason(png)).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void pixelsThatUnfoldBeyondThePictureAreNotUnfolded() throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(encode(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png"), 0, 33);
        chunk(png, "IDAT", deflated(new byte[1 << 28]));
        chunk(png, "IEND", new byte[0]);

        assertThat(decoded(png.toByteArray(), 20 << 20).width()).isEqualTo(4);
    }

    @Test
    void aGifsCommentsAndScreenDoNotMatter() throws Exception {
        byte[] gif = encode(noise(16, 16), "gif");
        ByteArrayOutputStream hostile = new ByteArrayOutputStream();
        int start = 13 + (3 << (gif[10] & 7) + 1);
        hostile.write(gif, 0, start);
        byte[] block = new byte[256];
        block[0] = (byte) 255;
        for (int comment = 0; comment < 2_000; comment++) {
            hostile.writeBytes(new byte[] {0x21, (byte) (comment % 2 == 0 ? 0xFE : 0xFF)});
            for (int i = 0; i < 50; i++) {
                hostile.writeBytes(block);
            }
            hostile.write(0);
        }
        hostile.write(gif, start, gif.length - start);
        byte[] bytes = hostile.toByteArray();
        Arrays.fill(bytes, 6, 10, (byte) 0xFF);

        assertThat(bytes).hasSizeGreaterThan(25_000_000);
        assertThat(decoded(bytes, 150 << 20).pixels()).isEqualTo(DECODER.decode(gif).pixels());
    }

    @ParameterizedTest
    @CsvSource({
        "10, 2147483647, TRUNCATED",
        "14, 2147483647, TRUNCATED",
        "46, 2147483647, TOO_COMPLEX",
        "30, 4, UNSUPPORTED_FORMAT",
        "30, 5, UNSUPPORTED_FORMAT"
    })
    void aBmpsHeaderIsNotBelieved(int at, int value, Reason refusal) throws Exception {
        byte[] bmp = encode(noise(16, 16), "bmp");
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);

        assertThat(reason(bmp)).isEqualTo(refusal);
    }

    @Test
    void aBmpThatClaimsGigabytesOfRunsIsRefused() throws Exception {
        byte[] bmp = encode(noise(16, 16), "bmp");
        ByteBuffer.wrap(bmp)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(28, (short) 8)
                .putInt(30, 1)
                .putInt(34, Integer.MAX_VALUE);

        assertThat(reason(bmp)).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void aTiffsDirectoryMayPointToItself() throws Exception {
        byte[] looping = new TiffBytes().picture().loop().build();
        byte[] nested = new TiffBytes().picture().entry(34665, 4, 1, 8).entry(330, 4, 1, 8).build();

        assertThat(decoded(looping, 20 << 20).width()).isEqualTo(4);
        assertThat(decoded(nested, 20 << 20).width()).isEqualTo(4);
    }

    @Test
    void aTiffsDirectoryOf65535EntriesIsRefused() throws Exception {
        TiffBytes tiff = new TiffBytes().picture();
        for (int i = 0; i < 65_520; i++) {
            tiff.entry(40_000, 4, 1, i);
        }

        assertThat(reason(tiff.build())).isEqualTo(Reason.TOO_COMPLEX);
    }

    @ParameterizedTest
    @CsvSource({
        "320, 3, 1000000000, TOO_COMPLEX",
        "347, 7, 2000000000, TOO_COMPLEX",
        "273, 4, 20000000, TOO_COMPLEX",
        "277, 3, 60000, TOO_COMPLEX",
        "258, 3, 60000, TOO_COMPLEX",
        "279, 4, 2000000000, TRUNCATED",
        "256, 4, 2000000000, TOO_LARGE"
    })
    void aTiffsDirectoryIsNotBelieved(int tag, int type, int claimed, Reason refusal)
            throws Exception {
        boolean value = tag == 277 || tag == 258 || tag == 279 || tag == 256;
        byte[] tiff =
                new TiffBytes()
                        .entry(tag, type, value ? 1 : claimed, value ? claimed : 8)
                        .picture()
                        .build();

        assertThat(reason(tiff)).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, TOO_COMPLEX", "1000000, 1000000, TOO_LARGE", "0, 16, CORRUPT"})
    void aTiffsTilesAreNotBelieved(int width, int height, Reason refusal) throws Exception {
        byte[] tiff =
                new TiffBytes()
                        .entry(256, 4, 1, 5_000)
                        .entry(257, 4, 1, 5_000)
                        .entry(322, 4, 1, width)
                        .entry(323, 4, 1, height)
                        .entry(324, 4, 1, 8)
                        .entry(325, 4, 1, 1)
                        .picture()
                        .build();

        assertThat(reason(tiff)).isEqualTo(refusal);
    }

    @Test
    void aJpegWithinATiffHasTheSameBounds() throws Exception {
        byte[] jpeg = withScans(progressive(64, 64), 1_000);
        byte[] tiff =
                new TiffBytes()
                        .entry(259, 3, 1, 7)
                        .entry(273, 4, 1, TiffBytes.DATA)
                        .entry(279, 4, 1, jpeg.length)
                        .picture()
                        .build(jpeg);

        assertThat(reason(tiff)).isEqualTo(Reason.TOO_COMPLEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ICCP", "EXIF", "VP8L"})
    void aWebpsChunkThatClaimsGigabytesIsRefused(String chunk) throws Exception {
        ByteBuffer webp = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        webp.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(56);
        webp.put(("WEBP" + chunk).getBytes(StandardCharsets.US_ASCII)).putInt(Integer.MAX_VALUE);

        assertThat(reason(webp.array())).isEqualTo(Reason.TRUNCATED);
    }

    /** Step by step; small JPEGs may be decoded at once otherwise. */
    private static RgbImage watched(String format, byte[] bytes, DecodeLimit limit)
            throws ImageException {
        return format.equals("jpeg")
                ? DECODER.decodeWatched(bytes, limit)
                : DECODER.decode(bytes, limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void decodingEndsAtItsDeadline(String format) throws Exception {
        byte[] bytes = encode(noise(1_000, 1_000), format);
        AtomicInteger asked = new AtomicInteger();
        DecodeLimit limit = new DecodeLimit(asked::incrementAndGet, 5, () -> false);

        ImageException refusal =
                catchThrowableOfType(ImageException.class, () -> watched(format, bytes, limit));

        assertThat(refusal.reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(asked.get()).isLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void decodingEndsWhenItsCallerGivesUp(String format) throws Exception {
        byte[] bytes = encode(noise(1_000, 1_000), format);
        AtomicInteger asked = new AtomicInteger();
        DecodeLimit limit =
                DecodeLimit.within(Duration.ofHours(1)).unless(() -> asked.incrementAndGet() > 3);

        ImageException refusal =
                catchThrowableOfType(ImageException.class, () -> watched(format, bytes, limit));

        assertThat(refusal.reason()).isEqualTo(Reason.CANCELLED);
        assertThat(asked.get()).isLessThan(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void decodingTakesNoMoreMemoryThanEstimated(String format) throws Exception {
        byte[] bytes = encode(noise(1_500, 1_000), format);
        long estimate = DECODER.memoryNeeded(bytes);
        DECODER.decode(bytes);

        long allocated = allocatedBy(() -> DECODER.decode(bytes));

        assertThat(allocated).isLessThan(estimate);
        assertThat(estimate).isLessThan(5 * allocated);
    }

    private interface Decoding {
        RgbImage run() throws Exception;
    }

    private static long allocatedBy(Decoding decoding) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        decoding.run();
        return threads.getThreadAllocatedBytes(id) - before;
    }

    private static RgbImage decoded(byte[] bytes, long maxAllocated) {
        return assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> {
                    RgbImage[] image = new RgbImage[1];
                    assertThat(allocatedBy(() -> image[0] = DECODER.decode(bytes)))
                            .isLessThan(maxAllocated);
                    return image[0];
                });
    }

    private static Reason reason(byte[] bytes) {
        return assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> {
                    ImageException refusal =
                            catchThrowableOfType(ImageException.class, () -> DECODER.decode(bytes));
                    assertThat(refusal).isNotNull();
                    return refusal.reason();
                });
    }

    private static byte[] progressive(int width, int height) throws Exception {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(noise(width, height), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static int frameAt(byte[] jpeg) {
        int at = 0;
        while (jpeg[at] != (byte) 0xFF || jpeg[at + 1] != (byte) 0xC2) {
            at++;
        }
        return at;
    }

    /** The last scan of a progressive JPEG, repeated. */
    private static byte[] withScans(byte[] jpeg, int times) {
        int last = jpeg.length - 2;
        while (jpeg[last] != (byte) 0xFF || jpeg[last + 1] != (byte) 0xDA) {
            last--;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, last);
        for (int i = 0; i < times; i++) {
            out.write(jpeg, last, jpeg.length - 2 - last);
        }
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
        return out.toByteArray();
    }

    private static byte[] palettePng() throws Exception {
        return encode(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED), "png");
    }

    /** A PNG with a chunk behind its header, several times. */
    private static byte[] withChunk(byte[] png, String type, byte[] content, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, 33);
        for (int i = 0; i < times; i++) {
            chunk(out, type, content);
        }
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(content.length + 12).putInt(content.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, content.length + 4);
        out.writeBytes(chunk.putInt((int) crc.getValue()).array());
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        deflater.setInput(content);
        deflater.finish();
        byte[] out = new byte[4 << 20];
        int length = deflater.deflate(out);
        assertThat(deflater.finished()).isTrue();
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    private static BufferedImage noise(int width, int height) {
        Random random = new Random(3);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt(1 << 24));
        }
        return image;
    }

    private static byte[] encode(BufferedImage image, String format) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }
}
