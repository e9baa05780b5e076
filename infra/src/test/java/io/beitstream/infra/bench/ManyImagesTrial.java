package io.beitstream.infra.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes as many tiny images as a large dataset has: tar shards of noise around a colour for each
 * of 1,000 classes, 16 x 16 pixels, BMP. A million take 2.6 GB and some seconds.
 */
public final class ManyImagesTrial {
    private static final int SIDE = 16;
    private static final int HEADER_BYTES = 54;
    private static final int CLASSES = 1000;
    private static final int SHARD = 10_000;
    private static final int BUFFERED_BYTES = 1 << 20;

    /** Of 0 to 255: classes overlap, and are not lost in it. */
    private static final int NOISE = 96;

    private ManyImagesTrial() {}

    /** Arguments: the folder, how many images, and perhaps a seed. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int images = Integer.parseInt(arguments[1]);
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 0;
        for (int first = 0; first < images; first += SHARD) {
            String name = String.format(Locale.ROOT, "images-%06d.tar", first / SHARD);
            write(folder.resolve(name), first, Math.min(images, first + SHARD), seed);
        }
    }

    private static void write(Path shard, int first, int end, long seed) throws IOException {
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(
                        new BufferedOutputStream(
                                Files.newOutputStream(shard, StandardOpenOption.CREATE_NEW),
                                BUFFERED_BYTES))) {
            for (int i = first; i < end; i++) {
                SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
                int label = random.nextInt(CLASSES);
                String key = String.format(Locale.ROOT, "%08d", i);
                byte[] text = ("class-" + label).getBytes(StandardCharsets.US_ASCII);
                entry(tar, key + ".bmp", bmp(label, random));
                entry(tar, key + ".cls", text);
            }
        }
    }

    private static void entry(TarArchiveOutputStream tar, String name, byte[] content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** The colours of a class are a digit each of its number. */
    private static byte[] bmp(int label, SplittableRandom random) {
        int[] digits = {label / 100, label / 10 % 10, label % 10};
        byte[] pixels = new byte[SIDE * SIDE * 3];
        random.nextBytes(pixels);
        IntStream.range(0, pixels.length)
                .forEach(
                        i ->
                                pixels[i] =
                                        (byte)
                                                (digits[i % 3] * (255 - NOISE) / 9
                                                        + (pixels[i] & 0xFF) * NOISE / 255));
        return ByteBuffer.allocate(HEADER_BYTES + pixels.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 'B')
                .put((byte) 'M')
                .putInt(HEADER_BYTES + pixels.length)
                .putInt(0)
                .putInt(HEADER_BYTES)
                .putInt(40)
                .putInt(SIDE)
                .putInt(SIDE)
                .putShort((short) 1)
                .putShort((short) 24)
                .putInt(0)
                .putInt(pixels.length)
                .putLong(0)
                .putLong(0)
                .put(pixels)
                .array();
    }
}
