package io.beitstream.infra.search.index;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** What people do to pictures without making other pictures of them. */
enum Alteration {
    NONE(0.9f) {
        @Override
        BufferedImage of(BufferedImage image) {
            return image;
        }
    },
    /** JPEG of quality 40. */
    RECOMPRESSED(0.4f) {
        @Override
        BufferedImage of(BufferedImage image) {
            return image;
        }
    },
    /** The middle 90 % of width and height. */
    CROPPED(0.9f) {
        @Override
        BufferedImage of(BufferedImage image) {
            int width = image.getWidth() * 9 / 10;
            int height = image.getHeight() * 9 / 10;
            return image.getSubimage(
                    (image.getWidth() - width) / 2,
                    (image.getHeight() - height) / 2,
                    width,
                    height);
        }
    },
    /** To half the width and height, and back. */
    RESIZED(0.9f) {
        @Override
        BufferedImage of(BufferedImage image) {
            int width = image.getWidth();
            int height = image.getHeight();
            return scaled(scaled(image, (width + 1) / 2, (height + 1) / 2), width, height);
        }
    },
    /** A tenth of orange over it. */
    TINTED(0.9f) {
        @Override
        BufferedImage of(BufferedImage image) {
            BufferedImage tinted = scaled(image, image.getWidth(), image.getHeight());
            Graphics2D graphics = tinted.createGraphics();
            graphics.setColor(new Color(255, 140, 0, 26));
            graphics.fillRect(0, 0, tinted.getWidth(), tinted.getHeight());
            graphics.dispose();
            return tinted;
        }
    },
    /** All values 1.15 times as large. */
    BRIGHTENED(0.9f) {
        @Override
        BufferedImage of(BufferedImage image) {
            return new RescaleOp(1.15f, 0, null)
                    .filter(scaled(image, image.getWidth(), image.getHeight()), null);
        }
    };

    private final float quality;

    Alteration(float quality) {
        this.quality = quality;
    }

    abstract BufferedImage of(BufferedImage image);

    /** The altered picture as JPEG. */
    byte[] encoded(BufferedImage image) throws IOException {
        BufferedImage altered = of(image);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(
                    null,
                    new IIOImage(
                            scaled(altered, altered.getWidth(), altered.getHeight()), null, null),
                    param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height) {
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return scaled;
    }
}
