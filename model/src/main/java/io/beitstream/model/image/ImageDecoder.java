package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG, PNG, GIF (first frame), BMP, TIFF (first page) and WebP to RGB. Sizes are checked
 * against the limits before a pixel is allocated; what cannot be decoded completely is refused.
 * Thread-safe.
 *
 * @param maxBytes largest encoded image, in bytes
 * @param maxPixels largest width x height
 * @param applyOrientation whether JPEG's EXIF orientation turns the pixels; the networks were
 *     trained without
 */
public record ImageDecoder(int maxBytes, long maxPixels, boolean applyOrientation)
        implements Serializable {
    private static final int MAX_BYTES = 32 << 20;
    private static final long MAX_PIXELS = 50_000_000;

    /** 32 MiB, 50 megapixels, orientation ignored. */
    public static ImageDecoder withDefaults() {
        return new ImageDecoder(MAX_BYTES, MAX_PIXELS, false);
    }

    /**
     * Decodes one image.
     *
     * @throws ImageException saying why it is not an image, or not one that is accepted
     */
    public RgbImage decode(byte[] bytes) throws ImageException {
        if (bytes.length == 0) {
            throw new ImageException(Reason.EMPTY, "the image is empty: 0 bytes");
        }
        if (bytes.length > maxBytes) {
            throw new ImageException(
                    Reason.TOO_LARGE,
                    "the image has %d bytes, more than the limit of %d"
                            .formatted(bytes.length, maxBytes));
        }
        ImageFormat format = ImageFormat.of(bytes);
        if (format == null) {
            throw new ImageException(
                    Reason.UNSUPPORTED_FORMAT,
                    "the bytes are no JPEG, PNG, GIF, BMP, TIFF or WebP image; they begin with "
                            + beginning(bytes));
        }
        if (format == ImageFormat.JPEG) {
            return decodeJpeg(JpegHeader.parse(bytes));
        }
        return read(format, bytes, reader -> RasterConversion.toRgb(firstImage(reader)));
    }

    private RgbImage decodeJpeg(JpegHeader header) throws ImageException {
        boolean cmyk = header.components() == 4;
        RgbImage image =
                read(
                        ImageFormat.JPEG,
                        header.normalized(),
                        reader ->
                                cmyk
                                        ? RasterConversion.cmykToRgb(
                                                reader.readRaster(0, null),
                                                header.adobeTransform() == 2,
                                                header.adobeTransform() >= 0)
                                        : RasterConversion.toRgb(firstImage(reader)));
        return applyOrientation ? Orientation.upright(image, header.orientation()) : image;
    }

    private static BufferedImage firstImage(ImageReader reader) throws IOException {
        return reader.read(0);
    }

    private interface PixelSource {
        RgbImage read(ImageReader reader) throws IOException;
    }

    private RgbImage read(ImageFormat format, byte[] bytes, PixelSource source)
            throws ImageException {
        ImageReader reader = readerOf(format);
        TruncationListener truncation = new TruncationListener();
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener(truncation);
            refuseTooManyPixels(reader);
            RgbImage image = source.read(reader);
            if (truncation.seen()) {
                throw truncated(format);
            }
            return image;
        } catch (EOFException e) {
            throw truncated(format);
        } catch (IOException | RuntimeException e) {
            // Readers meet broken input with every kind of runtime exception.
            if (truncation.seen() || e.getCause() instanceof EOFException) {
                throw truncated(format);
            }
            String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ImageException(
                    Reason.CORRUPT, "the %s cannot be decoded: %s".formatted(format, detail));
        } finally {
            reader.dispose();
        }
    }

    private void refuseTooManyPixels(ImageReader reader) throws IOException, ImageException {
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (width * height > maxPixels) {
            throw new ImageException(
                    Reason.TOO_LARGE,
                    "the image declares %d x %d pixels, more than the limit of %d"
                            .formatted(width, height, maxPixels));
        }
    }

    private static ImageReader readerOf(ImageFormat format) throws ImageException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.pluginName());
        if (!readers.hasNext()) {
            throw new ImageException(
                    Reason.UNSUPPORTED_FORMAT, "this installation has no decoder for " + format);
        }
        return readers.next();
    }

    private static ImageException truncated(ImageFormat format) {
        return new ImageException(
                Reason.TRUNCATED,
                "the %s ends before its last pixel: it is truncated".formatted(format));
    }

    private static String beginning(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(8, bytes.length); i++) {
            hex.append(String.format(Locale.ROOT, i == 0 ? "%02x" : " %02x", bytes[i]));
        }
        return hex.toString();
    }
}
