package io.beitstream.infra.search.pictures;

import io.beitstream.infra.search.IndexedImage;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;

/** Pictures of one colour, and the images that an index would know them as. */
public final class Pictures {
    private Pictures() {}

    /** An APP1 segment that says: turned by a quarter (EXIF orientation 6). */
    private static final byte[] TURNED =
            HexFormat.of()
                    .parseHex(
                            "ffe10022457869660000"
                                    + "4d4d002a00000008"
                                    + "0001011200030000000100060000"
                                    + "00000000");

    public static byte[] png(int width, int height, Color color) throws IOException {
        return encoded("png", width, height, color);
    }

    /** A JPEG whose EXIF orientation asks for a turn by a quarter. */
    static byte[] lyingJpeg(int width, int height, Color color) throws IOException {
        byte[] plain = encoded("jpg", width, height, color);
        ByteBuffer lying = ByteBuffer.allocate(plain.length + TURNED.length);
        return lying.put(plain, 0, 2).put(TURNED).put(plain, 2, plain.length - 2).array();
    }

    private static byte[] encoded(String format, int width, int height, Color color)
            throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, color.getRGB());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    static BufferedImage read(byte[] encoded) throws IOException {
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(encoded)));
    }

    static IndexedImage at(String id, String topic, int partition, long offset) {
        return new IndexedImage(id, topic, partition, offset, 0, 0, Map.of(), null);
    }
}
