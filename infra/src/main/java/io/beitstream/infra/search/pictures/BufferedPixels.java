package io.beitstream.infra.search.pictures;

import io.beitstream.model.image.RgbImage;
import java.awt.image.BufferedImage;

/** Pixels as Java's own image writers take them. */
public final class BufferedPixels {
    private BufferedPixels() {}

    public static BufferedImage of(RgbImage image) {
        BufferedImage result =
                new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.width()];
        byte[] pixels = image.pixels();
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] =
                        (pixels[at] & 0xFF) << 16
                                | (pixels[at + 1] & 0xFF) << 8
                                | (pixels[at + 2] & 0xFF);
                at += RgbImage.CHANNELS;
            }
            result.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return result;
    }
}
