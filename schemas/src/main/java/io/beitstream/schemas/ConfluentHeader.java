package io.beitstream.schemas;

import java.nio.ByteBuffer;

/**
 * The header of Confluent's wire format: a zero byte, then the id of the writer's schema in its
 * registry, four bytes, big-endian.
 */
public final class ConfluentHeader {
    /** Bytes before the record's body. */
    public static final int LENGTH = 5;

    private static final byte MAGIC = 0;

    private ConfluentHeader() {}

    /** Whether bytes begin with the header. */
    public static boolean isOn(byte[] bytes) {
        return bytes.length >= LENGTH && bytes[0] == MAGIC;
    }

    /** The schema's id. */
    public static int id(byte[] bytes) {
        return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    }

    /** The header for a schema. */
    public static byte[] of(int id) {
        return ByteBuffer.allocate(LENGTH).put(MAGIC).putInt(id).array();
    }
}
