package io.beitstream.model.image;

import java.io.Serializable;

/**
 * What decoding does to the pixels besides making them: part of the preprocessing that a record
 * names.
 *
 * @param upright whether JPEGs are turned as their EXIF orientation says; the networks were trained
 *     without
 * @param fast whether large JPEGs are made at a half, a quarter or an eighth of their size, as long
 *     as their shorter side is no less than what it is resized to: less work, and slightly other
 *     pixels
 */
public record DecodeStyle(boolean upright, boolean fast) implements Serializable {
    /** Every pixel, as it is stored. */
    public static final DecodeStyle EXACT = new DecodeStyle(false, false);

    private static final String UPRIGHT = "-upright";
    private static final String FAST = "-fast";

    /**
     * The style of a name.
     *
     * @param name {@code exact} or {@code fast}
     * @throws IllegalArgumentException if it is neither
     */
    public static DecodeStyle of(boolean upright, String name) {
        boolean fast = name.equals("fast");
        if (!fast && !name.equals("exact")) {
            throw new IllegalArgumentException(
                    "there is no decoding '%s': use exact or fast".formatted(name));
        }
        return new DecodeStyle(upright, fast);
    }

    /** The style that a preprocessing's id tells of. */
    public static DecodeStyle ofId(String preprocessingId) {
        boolean fast = preprocessingId.endsWith(FAST);
        String rest =
                fast
                        ? preprocessingId.substring(0, preprocessingId.length() - FAST.length())
                        : preprocessingId;
        return new DecodeStyle(rest.endsWith(UPRIGHT), fast);
    }

    /** The id of a preprocessing whose images were decoded so. */
    public String id(Preprocessing preprocessing) {
        return preprocessing.id() + (upright ? UPRIGHT : "") + (fast ? FAST : "");
    }

    /**
     * Checks that this machine can decode so.
     *
     * @throws IllegalStateException if it lacks the library that scales
     */
    public void requireSupported() {
        if (fast && TurboJpeg.installed() == null) {
            throw new IllegalStateException(
                    "fast decoding needs libturbojpeg on every worker, and it is not installed here (Debian: apt install libturbojpeg0)");
        }
    }
}
