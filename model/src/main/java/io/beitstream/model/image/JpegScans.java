package io.beitstream.model.image;

/**
 * The work that the scans of a JPEG make: each passes over the whole frame, however few bytes it
 * has.
 */
record JpegScans(int scans, long pixels) {
    private static final int MAX_SCANS = 200;
    private static final long MAX_WORK = 2_000_000_000; // 40 scans of 50 megapixels
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;

    /** Counts the scans of a stream that is at a marker. */
    static JpegScans count(byte[] file, int from, int to) {
        int scans = 0;
        long pixels = 0;
        int at = from;
        while (at < to - 3) {
            int marker = file[at] == (byte) 0xFF ? file[at + 1] & 0xFF : 0;
            if (marker == END_OF_IMAGE) {
                break;
            } else if (marker == 0xFF || marker == 0) {
                at++; // a fill byte, a stuffed one, or coded data
            } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
                at += 2; // no length follows
            } else {
                scans += marker == START_OF_SCAN ? 1 : 0;
                if (isStartOfFrame(marker) && at + 9 <= to) {
                    pixels = Math.max(pixels, (long) uint16(file, at + 5) * uint16(file, at + 7));
                }
                at += 2 + uint16(file, at + 2);
            }
        }
        return new JpegScans(scans, pixels);
    }

    /** Pixels that are passed over. */
    long work() {
        return scans * pixels;
    }

    /**
     * Passes if this is work that an encoder may have meant.
     *
     * @throws ImageException if it is more
     */
    void refuseTooMany() throws ImageException {
        if (scans > MAX_SCANS || work() > MAX_WORK) {
            throw ImageHeader.tooComplex(
                    "the JPEG has %d scans of %d pixels, more than any encoder makes"
                            .formatted(scans, pixels));
        }
    }

    static boolean isStartOfFrame(int marker) {
        return marker >= 0xC0
                && marker <= 0xCF
                && marker != 0xC4
                && marker != 0xC8
                && marker != 0xCC;
    }

    private static int uint16(byte[] file, int at) {
        return (file[at] & 0xFF) << 8 | (file[at + 1] & 0xFF);
    }
}
