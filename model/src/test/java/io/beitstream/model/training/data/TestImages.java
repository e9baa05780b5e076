package io.beitstream.model.training.data;

import io.beitstream.model.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small pictures with something in them: a random colour gradient with a random block. */
public final class TestImages {
    private TestImages() {}

    public static RgbImage picture(int side, long seed) {
        Random random = new Random(seed);
        int[] base = random.ints(3, 0, 256).toArray();
        int[] block = random.ints(3, 0, 256).toArray();
        int left = random.nextInt(side / 2);
        int top = random.nextInt(side / 2);
        byte[] pixels = new byte[side * side * 3];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / 3 % side;
            int y = i / 3 / side;
            boolean inside = x >= left && x < left + side / 2 && y >= top && y < top + side / 2;
            int value = inside ? block[i % 3] : base[i % 3] * (x + y) / (2 * side);
            pixels[i] = (byte) value;
        }
        return new RgbImage(side, side, pixels);
    }

    public static byte[] png(RgbImage image) {
        BufferedImage buffered =
                new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i += 3) {
            int rgb = (pixels[i] & 0xFF) << 16 | (pixels[i + 1] & 0xFF) << 8 | pixels[i + 2] & 0xFF;
            buffered.setRGB(i / 3 % image.width(), i / 3 / image.width(), rgb);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(buffered, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
