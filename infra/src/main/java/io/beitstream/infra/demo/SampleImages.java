package io.beitstream.infra.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * The pictures of the demo: eight visual classes, twelve each, of many sizes, JPEG and PNG; the
 * same on every run.
 */
public final class SampleImages {
    private static final int EACH = 12;

    private SampleImages() {}

    /**
     * An encoded picture.
     *
     * @param shows the name of its class
     */
    public record Sample(String id, String shows, String contentType, byte[] bytes) {}

    /** All pictures, the classes in turn. */
    public static List<Sample> create() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            for (SampleClass kind : SampleClass.values()) {
                Random random = new Random(kind.label().hashCode() + 1009L * i);
                int width = 96 + random.nextInt(420);
                int height = 96 + random.nextInt(320);
                BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
                SamplePainter.paint(kind, image, random);
                String format = i % 3 == 2 ? "png" : "jpeg";
                String suffix = format.equals("png") ? "png" : "jpg";
                String id = "%s-%02d.%s".formatted(kind.label(), i, suffix);
                samples.add(new Sample(id, kind.label(), "image/" + format, encode(image, format)));
            }
        }
        return samples;
    }

    private static byte[] encode(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalStateException("this Java has no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
