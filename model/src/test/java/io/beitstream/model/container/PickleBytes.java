package io.beitstream.model.container;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles written opcode by opcode, sound and otherwise. */
final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleBytes() {
        raw("\u0080\2");
    }

    PickleBytes raw(String latin1) {
        out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleBytes text(String text) {
        return raw("X").int32(text.length()).raw(text);
    }

    PickleBytes number(int value) {
        return raw("J").int32(value);
    }

    PickleBytes memoize(int index) {
        return raw("r").int32(index);
    }

    PickleBytes recall(int index) {
        return raw("j").int32(index);
    }

    PickleBytes int32(int value) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
        return this;
    }

    /** A tensor of bytes over a storage. */
    PickleBytes tensor(String storage, int stored, int offset, int[] shape, int[] strides) {
        raw("ctorch._utils\n_rebuild_tensor_v2\n((");
        text("storage").raw("ctorch\nByteStorage\n").text(storage).text("cpu").number(stored);
        raw("tQ").number(offset);
        tuple(shape).tuple(strides);
        return raw("\u0089ccollections\nOrderedDict\n)RtR");
    }

    private PickleBytes tuple(int[] values) {
        raw("(");
        for (int value : values) {
            number(value);
        }
        return raw("t");
    }

    byte[] end() {
        return raw(".").bytes();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
