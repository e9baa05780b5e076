package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;
import java.io.ByteArrayOutputStream;

/**
 * A GIF up to its first frame, without comments and other extensions that the pixels do not depend
 * on: its reader copies a comment once for each block of it.
 */
final class GifHeader {
    private static final int SCREEN = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int IMAGE = 0x2C;

    private final byte[] file;
    private final ByteArrayOutputStream kept;
    private int position;

    private GifHeader(byte[] file) {
        this.file = file;
        this.kept = new ByteArrayOutputStream(file.length);
    }

    static ImageHeader parse(byte[] file) throws ImageException {
        return new GifHeader(file).run();
    }

    private ImageHeader run() throws ImageException {
        keep(SCREEN + palette(file[10]));
        int control = -1;
        while (byteAt(position) != IMAGE) {
            int introducer = byteAt(position);
            if (introducer == EXTENSION) {
                if (byteAt(position + 1) == GRAPHIC_CONTROL) {
                    control = position;
                }
                position = afterBlocks(position + 2);
            } else if (introducer == 0) {
                position++; // stray terminators are read over
            } else {
                throw new ImageException(Reason.CORRUPT, "the GIF has no image");
            }
        }
        if (control >= 0) {
            kept.write(file, control, afterBlocks(control + 2) - control);
        }
        int width = byteAt(position + 5) | byteAt(position + 6) << 8;
        int height = byteAt(position + 7) | byteAt(position + 8) << 8;
        kept.write(file, position, file.length - position);
        return new ImageHeader(width, height, 1, kept.toByteArray());
    }

    private void keep(int length) {
        kept.write(file, position, length);
        position += length;
    }

    private static int palette(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    private int afterBlocks(int first) {
        int at = first;
        while (byteAt(at) != 0) {
            at += byteAt(at) + 1;
        }
        return at + 1;
    }

    private int byteAt(int at) {
        return file[at] & 0xFF;
    }
}
