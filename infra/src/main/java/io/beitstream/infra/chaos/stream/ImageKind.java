package io.beitstream.infra.chaos.stream;

/** What an image of a run is. In 100: 65 inline, 24 by URI, 4 gone, 5 no images, 2 no events. */
public enum ImageKind {
    /** Sound, in the event. */
    INLINE,
    /** Sound, behind a URI. */
    BY_URI,
    /** Behind a URI that answers 404. */
    GONE,
    /** Bytes that are no image. */
    NOT_AN_IMAGE,
    /** A record that is no image event. */
    NOT_AN_EVENT;

    /** The kind of image {@code index}: the same in every run. */
    public static ImageKind of(long index) {
        if (index % 50 == 7) {
            return NOT_AN_EVENT;
        }
        if (index % 20 == 3) {
            return NOT_AN_IMAGE;
        }
        if (index % 25 == 11) {
            return GONE;
        }
        return index % 4 == 2 ? BY_URI : INLINE;
    }

    /** Whether it must come out as features; the others must come out as dead letters. */
    public boolean isSound() {
        return this == INLINE || this == BY_URI;
    }
}
