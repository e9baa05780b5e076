package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The chunks of a WebP file, without profiles and texts. */
final class WebpHeader {
    private static final int MAX_CHUNKS = 10_000;
    private static final int RIFF = 12;
    private static final int CHUNK = 8;
    private static final int VP8 = 0x20385056;
    private static final int VP8L = 0x4C385056;
    private static final int VP8X = 0x58385056;
    private static final int ICCP = 0x50434349;
    private static final int EXIF = 0x46495845;
    private static final int XMP = 0x20504D58;
    private static final int METADATA_FLAGS = 0x20 | 0x08 | 0x04;

    private WebpHeader() {}

    static ImageHeader parse(byte[] file) throws ImageException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
        kept.write(file, 0, RIFF);
        long width = 0;
        long height = 0;
        int position = RIFF;
        for (int chunks = 0; position <= file.length - CHUNK; chunks++) {
            if (chunks == MAX_CHUNKS) {
                throw ImageHeader.tooComplex("the WebP has more than %d chunks".formatted(chunks));
            }
            int type = in.getInt(position);
            long length = in.getInt(position + 4) & 0xFFFFFFFFL;
            long next = position + CHUNK + length + (length & 1);
            if (next > file.length + 1L) {
                throw new ImageException(Reason.TRUNCATED, "the WebP ends inside a chunk");
            }
            int end = (int) Math.min(next, file.length);
            if (width == 0 && (type == VP8 || type == VP8L || type == VP8X)) {
                int at = position + CHUNK;
                width = width(type, in, at);
                height = height(type, in, at);
            }
            if (type != ICCP && type != EXIF && type != XMP) {
                kept.write(file, position, end - position);
            }
            position = end;
        }
        if (width == 0) {
            throw new ImageException(Reason.CORRUPT, "the WebP has no image");
        }
        ByteBuffer normalized = ByteBuffer.wrap(kept.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        normalized.putInt(4, normalized.capacity() - 8);
        if (normalized.getInt(RIFF) == VP8X) {
            int flags = normalized.get(RIFF + CHUNK) & ~METADATA_FLAGS;
            normalized.put(RIFF + CHUNK, (byte) flags);
        }
        return new ImageHeader(width, height, 8, normalized.array());
    }

    private static long width(int type, ByteBuffer in, int at) {
        return switch (type) {
            case VP8 -> in.getShort(at + 6) & 0x3FFF;
            case VP8L -> (in.getInt(at + 1) & 0x3FFF) + 1;
            default -> (in.getInt(at + 4) & 0xFFFFFF) + 1;
        };
    }

    private static long height(int type, ByteBuffer in, int at) {
        return switch (type) {
            case VP8 -> in.getShort(at + 8) & 0x3FFF;
            case VP8L -> (in.getInt(at + 1) >>> 14 & 0x3FFF) + 1;
            default -> (in.getInt(at + 6) >>> 8) + 1;
        };
    }
}
