package io.beitstream.infra.search.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a picture that the networks see, for drawing codes over it.
 *
 * @param square whether all of the picture is seen, drawn into a square
 * @param share of the shorter side that the central square has, otherwise
 */
record SeenArea(boolean square, double share) {
    private static final Pattern PREPROCESSING =
            Pattern.compile("rgb8-[a-z]+([1-9]\\d{0,5})(-square)?-crop([1-9]\\d{0,5})(-.*)?");

    /** The area of a preprocessing; the largest central square if its id says nothing. */
    static SeenArea of(String preprocessingId) {
        Matcher parts = PREPROCESSING.matcher(preprocessingId);
        if (!parts.matches()) {
            return new SeenArea(false, 1);
        }
        double share = (double) Integer.parseInt(parts.group(3)) / Integer.parseInt(parts.group(1));
        return new SeenArea(parts.group(2) != null, Math.min(1, share));
    }
}
