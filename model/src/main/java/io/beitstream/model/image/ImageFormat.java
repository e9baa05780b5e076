package io.beitstream.model.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The formats that are decoded, known by their first bytes and never by a name or a declared type.
 */
public enum ImageFormat {
    JPEG("jpeg"),
    PNG("png"),
    GIF("gif"),
    BMP("bmp"),
    TIFF("tiff"),
    WEBP("webp");

    private final String pluginName;

    ImageFormat(String pluginName) {
        this.pluginName = pluginName;
    }

    String pluginName() {
        return pluginName;
    }

    /** The usual suffix of its files, without the dot. */
    public String suffix() {
        return this == JPEG ? "jpg" : pluginName;
    }

    /** The format these bytes begin like; null if none. */
    public static @Nullable ImageFormat of(byte[] bytes) {
        if (startsWith(bytes, 0, "\u00FF\u00D8\u00FF")) {
            return JPEG;
        } else if (startsWith(bytes, 0, "\u0089PNG\r\n\u001A\n")) {
            return PNG;
        } else if (startsWith(bytes, 0, "GIF87a") || startsWith(bytes, 0, "GIF89a")) {
            return GIF;
        } else if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
            return WEBP;
        } else if (startsWith(bytes, 0, "II*\0") || startsWith(bytes, 0, "MM\0*")) {
            return TIFF;
        }
        return startsWith(bytes, 0, "BM") ? BMP : null;
    }

    private static boolean startsWith(byte[] bytes, int offset, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        int end = offset + expected.length;
        return bytes.length >= end
                && Arrays.equals(bytes, offset, end, expected, 0, expected.length);
    }
}
