package io.beitstream.infra.deadletters;

import java.nio.ByteBuffer;

/** Copies the bytes that remain in buffers. */
final class Bytes {
    private Bytes() {}

    /** What remains in a buffer, which is left as it is. */
    static byte[] of(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
