package io.beitstream.model.image;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JPEG's decoder of the installed libjpeg-turbo (its TurboJPEG interface, 2.0 or newer). It is the
 * code that Java's own reader calls where the JDK comes from a distribution, and Pillow everywhere:
 * the pixels are the same, without Java's way to them. Thread-safe.
 *
 * <p>A call cannot be interrupted, so the caller bounds the work.
 */
final class TurboJpeg {
    private static final Logger LOG = LoggerFactory.getLogger(TurboJpeg.class);

    /** Set to {@code off}, it leaves the library alone. */
    private static final String SWITCH = "beitstream.turbojpeg";

    /** As linked by developers, and as installed. */
    private static final List<String> NAMES = List.of("turbojpeg", "libturbojpeg.so.0");

    private static final int RGB = 0; // TJPF_RGB
    private static final int EXACT = 4096 | 8192; // TJFLAG_ACCURATEDCT, TJFLAG_STOPONWARNING
    private static final Duration CHECK = Duration.ofSeconds(10);
    private static final int CHECKED_WIDTH = 41;
    private static final int CHECKED_HEIGHT = 27;
    private static final @Nullable TurboJpeg INSTALLED = find();

    private TurboJpeg() {}

    /** The library; null if there is none that decodes as Java's own reader does. */
    static @Nullable TurboJpeg installed() {
        return INSTALLED;
    }

    /**
     * The pixels of a JPEG of one or three components, exactly as libjpeg makes them; null if it
     * has any fault, or is not of this size.
     *
     * @param reduction what both sides are divided by, rounded up: 1, 2, 4 or 8
     */
    @Nullable RgbImage decode(byte[] file, int width, int height, int reduction) {
        Pointer decompressor = Library.tjInitDecompress();
        if (decompressor == null) {
            return null;
        }
        try {
            NativeLong length = new NativeLong(file.length);
            int[] declared = new int[2];
            int[] heightDeclared = new int[1];
            int code =
                    Library.tjDecompressHeader3(
                            decompressor,
                            file,
                            length,
                            declared,
                            heightDeclared,
                            new int[1],
                            new int[1]);
            if (code != 0 || declared[0] != width || heightDeclared[0] != height) {
                return null;
            }
            int columns = (width + reduction - 1) / reduction;
            int rows = (height + reduction - 1) / reduction;
            byte[] pixels = new byte[Math.multiplyExact(columns * RgbImage.CHANNELS, rows)];
            code =
                    Library.tjDecompress2(
                            decompressor, file, length, pixels, columns, 0, rows, RGB, EXACT);
            return code == 0 ? new RgbImage(columns, rows, pixels) : null;
        } finally {
            Library.tjDestroy(decompressor);
        }
    }

    private static @Nullable TurboJpeg find() {
        if ("off".equals(System.getProperty(SWITCH))) {
            return null;
        }
        for (String name : NAMES) {
            try {
                Native.register(Library.class, name);
                return checked(new TurboJpeg(), name);
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                LOG.debug("no TurboJPEG called {}: {}", name, e.toString());
            }
        }
        return null;
    }

    /** Compares the library with Java's own reader on a picture with subsampled colours. */
    private static @Nullable TurboJpeg checked(TurboJpeg library, String name) {
        try {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            ImageIO.write(colours(), "jpeg", encoded);
            byte[] file = encoded.toByteArray();
            RgbImage theirs = library.decode(file, CHECKED_WIDTH, CHECKED_HEIGHT, 1);
            RgbImage ours =
                    ImageDecoder.withDefaults().decodeWatched(file, DecodeLimit.within(CHECK));
            if (theirs != null && Arrays.equals(theirs.pixels(), ours.pixels())) {
                return library;
            }
        } catch (IOException | ImageException e) {
            LOG.debug("the check of {} fails", name, e);
        }
        LOG.warn("{} decodes JPEGs otherwise than Java does, and is not used", name);
        return null;
    }

    private static BufferedImage colours() {
        BufferedImage colours =
                new BufferedImage(CHECKED_WIDTH, CHECKED_HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < CHECKED_WIDTH * CHECKED_HEIGHT; i++) {
            colours.setRGB(i % CHECKED_WIDTH, i / CHECKED_WIDTH, i * i * 31 + i * 4099);
        }
        return colours;
    }

    /** The functions of {@code turbojpeg.h} that are called. */
    private static final class Library {
        private Library() {}

        static native @Nullable Pointer tjInitDecompress();

        static native int tjDecompressHeader3(
                Pointer decompressor,
                byte[] file,
                NativeLong length,
                int[] width,
                int[] height,
                int[] subsampling,
                int[] colorspace);

        static native int tjDecompress2(
                Pointer decompressor,
                byte[] file,
                NativeLong length,
                byte[] pixels,
                int width,
                int pitch,
                int height,
                int format,
                int flags);

        static native int tjDestroy(Pointer decompressor);
    }
}
