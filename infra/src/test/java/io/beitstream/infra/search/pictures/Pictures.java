package io.beitstream.infra.search.pictures;

import io.beitstream.infra.search.IndexedImage;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;

/** Pictures of one colour, and the images that an index would know them as. */
final class Pictures {
    private Pictures() {}

    static byte[] png(int width, int height, Color color) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, color.getRGB());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    static BufferedImage read(byte[] encoded) throws IOException {
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(encoded)));
    }

    static IndexedImage at(String id, String topic, int partition, long offset) {
        return new IndexedImage(id, topic, partition, offset, 0, 0, Map.of(), null);
    }
}
