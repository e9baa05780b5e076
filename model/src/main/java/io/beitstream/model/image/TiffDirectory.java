package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The first directory of a TIFF file: entries of 12 bytes each, by tag. */
final class TiffDirectory {
    private static final int MAX_ENTRIES = 1024;
    private static final int ENTRY = 12;

    /** What decoding depends on; other directories, profiles and texts are left out. */
    private static final Set<Integer> NEEDED =
            Set.of(
                    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279,
                    280, 281, 284, 292, 293, 317, 318, 319, 320, 322, 323, 324, 325, 332, 334, 338,
                    339, 340, 341, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531,
                    532);

    private final ByteBuffer file;
    private final int offset;
    private final Map<Integer, Integer> entries = new HashMap<>();

    /**
     * Reads the directory.
     *
     * @throws ImageException if there is none, or one that is too long
     */
    TiffDirectory(byte[] bytes) throws ImageException {
        file = ByteBuffer.wrap(bytes);
        file.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long start = file.getInt(4) & 0xFFFFFFFFL;
        if (start < 8 || start > bytes.length - 2) {
            throw new ImageException(Reason.TRUNCATED, "the TIFF ends before its directory");
        }
        offset = (int) start;
        int count = file.getShort(offset) & 0xFFFF;
        if (count > MAX_ENTRIES) {
            throw ImageHeader.tooComplex(
                    "the TIFF has a directory of %d entries, more than the limit of %d"
                            .formatted(count, MAX_ENTRIES));
        }
        for (int i = 0; i < count; i++) {
            int at = offset + 2 + ENTRY * i;
            entries.putIfAbsent(file.getShort(at) & 0xFFFF, at);
        }
        file.getInt(offset + 2 + ENTRY * count);
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** How many values a tag has; 0 if it is not there. */
    long count(int tag) {
        Integer at = entries.get(tag);
        return at == null ? 0 : file.getInt(at + 4) & 0xFFFFFFFFL;
    }

    /** The bytes of all values of all needed entries, as they declare them. */
    long declaredBytes() {
        long total = 0;
        for (int tag : NEEDED) {
            Integer at = entries.get(tag);
            total += at == null ? 0 : count(tag) * width(file.getShort(at + 2));
        }
        return total;
    }

    /** A whole number of a tag; {@code otherwise} if it has none. */
    long value(int tag, long index, long otherwise) {
        Integer entry = entries.get(tag);
        if (entry == null || index >= count(tag)) {
            return otherwise;
        }
        int width = width(file.getShort(entry + 2));
        long at = entry + 8;
        if (count(tag) * width > 4) {
            at = file.getInt(entry + 8) & 0xFFFFFFFFL;
        }
        int position = Math.toIntExact(Math.min(Integer.MAX_VALUE, at + index * width));
        return switch (width) {
            case 1 -> file.get(position) & 0xFF;
            case 2 -> file.getShort(position) & 0xFFFF;
            default -> file.getInt(position) & 0xFFFFFFFFL;
        };
    }

    /** A copy of the file whose only directory has the needed entries alone. */
    byte[] normalized() {
        ByteBuffer copy = ByteBuffer.wrap(file.array().clone()).order(file.order());
        int count = file.getShort(offset) & 0xFFFF;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int at = offset + 2 + ENTRY * i;
            if (NEEDED.contains(file.getShort(at) & 0xFFFF)) {
                copy.put(offset + 2 + ENTRY * kept++, file, at, ENTRY);
            }
        }
        copy.putShort(offset, (short) kept);
        copy.putInt(offset + 2 + ENTRY * kept, 0); // no further page
        return copy.array();
    }

    private static int width(int type) {
        return switch (type) {
            case 1, 2, 6, 7 -> 1;
            case 3, 8 -> 2;
            case 5, 10, 12 -> 8;
            default -> 4;
        };
    }
}
