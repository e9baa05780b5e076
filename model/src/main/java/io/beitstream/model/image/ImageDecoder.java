package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG, PNG, GIF (first frame), BMP, TIFF (first page) and WebP to RGB. Sizes are checked
 * against the limits before a pixel is allocated; what cannot be decoded completely is refused.
 * Thread-safe.
 *
 * @param maxBytes largest encoded image, in bytes
 * @param maxPixels largest width x height
 * @param style whether JPEGs are turned, or scaled
 */
public record ImageDecoder(int maxBytes, long maxPixels, DecodeStyle style)
        implements Serializable {
    private static final int MAX_BYTES = 32 << 20;
    private static final long MAX_PIXELS = 50_000_000;

    /** Pixels times scans that are decoded without a look at the limit: half a second's work. */
    private static final long WORK_AT_ONCE = 50_000_000;

    private static final int LARGEST_REDUCTION = 8;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** 32 MiB, 50 megapixels, every pixel as it is stored. */
    public static ImageDecoder withDefaults() {
        return new ImageDecoder(MAX_BYTES, MAX_PIXELS, DecodeStyle.EXACT);
    }

    /**
     * Decodes one image within a minute; otherwise as {@link #decode(byte[], DecodeLimit)}.
     *
     * @throws ImageException saying why it is not an image, or not one that is accepted
     */
    public RgbImage decode(byte[] bytes) throws ImageException {
        return decode(bytes, DecodeLimit.within(LONGEST));
    }

    /**
     * Decodes one image, on the calling thread.
     *
     * @param limit asked many times while this goes on; when it is reached, the thread returns
     * @throws ImageException saying why it is not an image, or not one that is accepted
     */
    public RgbImage decode(byte[] bytes, DecodeLimit limit) throws ImageException {
        return decode(bytes, limit, 1);
    }

    /**
     * Decodes one image, scaled; errors as above.
     *
     * @param reduction as {@link #reduction} tells it
     */
    public RgbImage decode(byte[] bytes, DecodeLimit limit, int reduction) throws ImageException {
        ImageFormat format = formatOf(bytes);
        limit.check();
        if (format == ImageFormat.JPEG) {
            JpegHeader header = JpegHeader.parse(bytes);
            RgbImage image = atOnce(bytes, header, reduction);
            limit.check();
            return turned(image == null ? watched(header, limit) : image, header);
        }
        ImageHeader header = ImageHeader.of(format, bytes);
        return read(format, header, limit, reader -> RasterConversion.toRgb(reader.read(0)));
    }

    /**
     * An upper estimate of the heap that decoding an image takes, in bytes, for callers that
     * reserve memory; only its header is read.
     *
     * @throws ImageException as {@link #decode(byte[])} does, if the header shows the reason
     */
    public long memoryNeeded(byte[] bytes) throws ImageException {
        ImageHeader header = ImageHeader.of(formatOf(bytes), bytes);
        refuseTooManyPixels(header.width(), header.height());
        return header.memoryNeeded();
    }

    /**
     * What the sides of an image may be divided by: 1, 2, 4 or 8, so that the shorter is no less
     * than {@code side}; 1 unless it is a JPEG and decoded fast.
     *
     * @throws ImageException as {@link #decode(byte[])} does, if the header shows the reason
     */
    public int reduction(byte[] bytes, int side) throws ImageException {
        if (!style.fast() || formatOf(bytes) != ImageFormat.JPEG) {
            return 1;
        }
        JpegHeader header = JpegHeader.parse(bytes);
        int shorter = Math.min(header.width(), header.height());
        int reduction = LARGEST_REDUCTION;
        while (reduction > 1 && shorter / reduction < side) {
            reduction /= 2;
        }
        return reduction;
    }

    private ImageFormat formatOf(byte[] bytes) throws ImageException {
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
        return format;
    }

    /** A sound JPEG that takes little time, decoded in one call; null for any other. */
    private @Nullable RgbImage atOnce(byte[] bytes, JpegHeader header, int reduction)
            throws ImageException {
        TurboJpeg library = TurboJpeg.installed();
        if (library == null || !header.isGreyOrColour() || header.work() > WORK_AT_ONCE) {
            return null;
        }
        refuseTooManyPixels(header.width(), header.height());
        return library.decode(bytes, header.width(), header.height(), reduction);
    }

    /** Decodes a JPEG with Java's own reader; errors as in {@link #decode(byte[], DecodeLimit)}. */
    RgbImage decodeWatched(byte[] jpeg, DecodeLimit limit) throws ImageException {
        JpegHeader header = JpegHeader.parse(jpeg);
        return turned(watched(header, limit), header);
    }

    private RgbImage watched(JpegHeader header, DecodeLimit limit) throws ImageException {
        boolean cmyk = header.components() == 4;
        return read(
                ImageFormat.JPEG,
                header.size(),
                limit,
                reader ->
                        cmyk
                                ? RasterConversion.cmykToRgb(
                                        reader.readRaster(0, null),
                                        header.adobeTransform() == 2,
                                        header.adobeTransform() >= 0)
                                : RasterConversion.toRgb(reader.read(0)));
    }

    private RgbImage turned(RgbImage image, JpegHeader header) {
        return style.upright() ? Orientation.upright(image, header.orientation()) : image;
    }

    private interface PixelSource {
        RgbImage read(ImageReader reader) throws IOException;
    }

    private RgbImage read(
            ImageFormat format, ImageHeader header, DecodeLimit limit, PixelSource source)
            throws ImageException {
        refuseTooManyPixels(header.width(), header.height());
        ImageReader reader = readerOf(format);
        TruncationListener truncation = new TruncationListener();
        WatchedInput in = new WatchedInput(header.normalized(), limit);
        try (in) {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener(truncation);
            reader.addIIOReadProgressListener(in);
            refuseTooManyPixels(reader.getWidth(0), reader.getHeight(0));
            RgbImage image = source.read(reader);
            in.refuseIfStopped();
            if (truncation.seen()) {
                throw truncated(format);
            }
            return image;
        } catch (EOFException e) {
            in.refuseIfStopped();
            throw truncated(format);
        } catch (IOException | RuntimeException e) {
            in.refuseIfStopped();
            // Readers meet broken input with every kind of runtime exception.
            if (truncation.seen() || e.getCause() instanceof EOFException) {
                throw truncated(format);
            }
            String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ImageException(
                    Reason.CORRUPT, "the %s cannot be decoded: %s".formatted(format, detail));
        } catch (StackOverflowError e) {
            throw ImageHeader.tooComplex("the %s is nested too deeply".formatted(format));
        } finally {
            reader.dispose();
        }
    }

    private void refuseTooManyPixels(long width, long height) throws ImageException {
        if (width > 0 && height > maxPixels / width) {
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
