package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The headers of a BMP, whose declared sizes its reader believes, and without a colour profile. */
final class BmpHeader {
    private static final int FILE_HEADER = 14;
    private static final int OLD_HEADER = 12;
    private static final int V5_HEADER = 124;
    private static final int COLOUR_SPACE = FILE_HEADER + 56;
    private static final int SRGB = 0x73524742;
    private static final int EMBEDDED_JPEG = 4;
    private static final int EMBEDDED_PNG = 5;

    private BmpHeader() {}

    static ImageHeader parse(byte[] file) throws ImageException {
        ByteBuffer in = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        long pixels = in.getInt(10) & 0xFFFFFFFFL;
        long headerBytes = in.getInt(FILE_HEADER) & 0xFFFFFFFFL;
        if (pixels > file.length || headerBytes > file.length) {
            throw new ImageException(
                    Reason.TRUNCATED, "the BMP claims to have its pixels beyond its end");
        }
        if (headerBytes == OLD_HEADER) {
            return new ImageHeader(in.getShort(18) & 0xFFFF, in.getShort(20) & 0xFFFF, 4, file);
        }
        int compression = in.getInt(30);
        if (compression == EMBEDDED_JPEG || compression == EMBEDDED_PNG) {
            throw new ImageException(
                    Reason.UNSUPPORTED_FORMAT, "the BMP is but a frame around another format");
        }
        if (compression != 0 && (in.getInt(34) < 0 || in.getInt(34) > file.length)) {
            throw new ImageException(
                    Reason.TRUNCATED,
                    "the BMP claims to have %d bytes of pixels".formatted(in.getInt(34)));
        }
        if (in.getInt(46) < 0 || in.getInt(46) > file.length) {
            throw ImageHeader.tooComplex(
                    "the BMP claims to have a palette of %d colours"
                            .formatted(in.getInt(46) & 0xFFFFFFFFL));
        }
        if (headerBytes >= V5_HEADER) {
            in.putInt(COLOUR_SPACE, SRGB);
        }
        return new ImageHeader(in.getInt(18), Math.abs((long) in.getInt(22)), 4, in.array());
    }
}
