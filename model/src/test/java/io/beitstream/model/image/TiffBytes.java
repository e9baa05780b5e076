package io.beitstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A TIFF file of which every entry of the directory can be a lie. */
final class TiffBytes {
    /** Where the pixels are. */
    static final int DATA = 8;

    private static final int SIDE = 4;

    private final Map<Integer, int[]> tags = new TreeMap<>();
    private final ByteArrayOutputStream others = new ByteArrayOutputStream();
    private int count;
    private boolean loops;

    /** An entry; the first of a tag counts, save for private ones, which may stand often. */
    TiffBytes entry(int tag, int type, int values, int valueOrOffset) {
        int[] entry = {tag, type, values, valueOrOffset};
        if (tag == 40_000) {
            others.writeBytes(bytes(entry));
            count++;
        } else {
            tags.putIfAbsent(tag, entry);
        }
        return this;
    }

    /** What a grey picture of 4 x 4 pixels has. */
    TiffBytes picture() {
        entry(256, 4, 1, SIDE).entry(257, 4, 1, SIDE).entry(258, 3, 1, 8).entry(259, 3, 1, 1);
        entry(262, 3, 1, 1).entry(273, 4, 1, DATA).entry(277, 3, 1, 1).entry(278, 4, 1, SIDE);
        return entry(279, 4, 1, SIDE * SIDE);
    }

    /** The next page is this one again. */
    TiffBytes loop() {
        loops = true;
        return this;
    }

    byte[] build() {
        return build(new byte[SIDE * SIDE]);
    }

    byte[] build(byte[] data) {
        int padding = data.length % 2;
        int directory = DATA + data.length + padding;
        int entries = tags.size() + count;
        ByteBuffer file =
                ByteBuffer.allocate(directory + 2 + 12 * entries + 4)
                        .order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(directory).put(data);
        file.position(directory).putShort((short) entries);
        tags.values().forEach(entry -> file.put(bytes(pointingAt(entry, directory))));
        file.put(others.toByteArray()).putInt(loops ? directory : 0);
        return file.array();
    }

    /** Pointers to directories point to the only one. */
    private static int[] pointingAt(int[] entry, int directory) {
        boolean pointer = IntStream.of(34_665, 330).anyMatch(tag -> tag == entry[0]);
        return pointer ? new int[] {entry[0], entry[1], entry[2], directory} : entry;
    }

    private static byte[] bytes(int[] entry) {
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) entry[0]).putShort((short) entry[1]);
        return bytes.putInt(entry[2]).putInt(entry[3]).array();
    }
}
