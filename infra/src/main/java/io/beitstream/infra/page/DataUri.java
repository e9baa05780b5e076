package io.beitstream.infra.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Pictures as addresses that hold them, for a page that needs nothing else. */
public final class DataUri {
    private DataUri() {}

    /** A photograph, with losses that nobody sees. */
    public static String jpeg(BufferedImage image) throws IOException {
        return of(image, "jpeg");
    }

    /** A drawing, pixel by pixel. */
    public static String png(BufferedImage image) throws IOException {
        return of(image, "png");
    }

    private static String of(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return "data:image/"
                + format
                + ";base64,"
                + Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
