package io.beitstream.infra.chaos.stream;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Ids of images: {@code image-} and nine digits. */
public final class ImageId {
    private static final String PREFIX = "image-";

    private ImageId() {}

    public static String of(long index) {
        return String.format(Locale.ROOT, "%s%09d", PREFIX, index);
    }

    /** The index in a record's key; -1 if it is none of ours. */
    public static int indexOf(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        if (!text.matches(PREFIX + "[0-9]{9}")) {
            return -1;
        }
        return Integer.parseInt(text.substring(PREFIX.length()));
    }
}
