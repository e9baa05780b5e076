package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * The chunks of a PNG before its pixels. Only those that pixels depend on are kept: texts and
 * profiles may be compressed a thousandfold.
 */
final class PngHeader {
    private static final int MAX_CHUNKS = 100_000;
    private static final int MAX_PALETTE = 3 * 256;
    private static final int SIGNATURE = 8;
    private static final int FRAME = 12; // length, type, checksum
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int TRNS = 0x74524E53;
    private static final int IDAT = 0x49444154;

    private PngHeader() {}

    static ImageHeader parse(byte[] file) throws ImageException {
        ByteBuffer in = ByteBuffer.wrap(file);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
        kept.write(file, 0, SIGNATURE);
        int position = SIGNATURE;
        int type = 0;
        int data = -1;
        for (int chunks = 0; position < file.length; chunks++) {
            int length = in.getInt(position);
            type = in.getInt(position + 4);
            if (chunks == MAX_CHUNKS) {
                throw ImageHeader.tooComplex("the PNG has more than %d chunks".formatted(chunks));
            }
            if (type == IDAT) {
                if (data < 0) {
                    data = position;
                }
                if (length < 0 || length > file.length - position - FRAME) {
                    break; // cut short, as its reader will find
                }
            } else if (data < 0) {
                check(type, length, file.length - position - FRAME);
                if (type == IHDR || type == PLTE || type == TRNS) {
                    kept.write(file, position, length + FRAME);
                }
            } else {
                break;
            }
            position += length + FRAME;
        }
        if (data < 0) {
            throw new ImageException(Reason.TRUNCATED, "the PNG ends before its pixels");
        }
        kept.write(file, data, file.length - data);
        if (in.getInt(SIGNATURE + 4) != IHDR) {
            throw new ImageException(Reason.CORRUPT, "the PNG does not begin with its header");
        }
        int depth = file[24] == 16 ? 2 : 1;
        return new ImageHeader(
                in.getInt(16) & 0xFFFFFFFFL,
                in.getInt(20) & 0xFFFFFFFFL,
                4 * depth,
                kept.toByteArray());
    }

    private static void check(int type, int length, int room) throws ImageException {
        if (length < 0 || length > room) {
            throw new ImageException(Reason.TRUNCATED, "the PNG ends inside one of its chunks");
        }
        if (type == PLTE && length > MAX_PALETTE) {
            throw ImageHeader.tooComplex(
                    "the PNG has a palette of %d bytes, more than 256 colours".formatted(length));
        }
    }
}
