package io.beitstream.model.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The arguments of opcodes, read from a pickle; no declared length is believed. */
final class PickleInput {
    private static final int OBJECT = 64;
    private static final int MAX_LINE = 1000;

    private final ByteBuffer in;
    private final Allowance allowance;

    PickleInput(ByteBuffer in, Allowance allowance) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
        this.allowance = allowance;
    }

    int uint8() {
        return in.get() & 0xFF;
    }

    int uint16() {
        return in.getShort() & 0xFFFF;
    }

    int int32() {
        return in.getInt();
    }

    double float64() {
        return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
    }

    /** Passes over a frame's length: frames only help readers of streams. */
    void skipFrame() {
        in.getLong();
    }

    byte[] bytes(int length) throws PickleException {
        if (length < 0 || length > in.remaining()) {
            throw new PickleException("the pickle declares a string longer than itself");
        }
        allowance.take(OBJECT + 4L * length); // as text it takes up to 3 bytes more for each
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    String text(int length) throws PickleException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    /** A whole number of this many bytes. */
    Object integer(int length) throws PickleException {
        return Constructors.integer(bytes(length));
    }

    String line() throws PickleException {
        StringBuilder line = new StringBuilder();
        for (byte next = in.get(); next != '\n'; next = in.get()) {
            if (line.length() == MAX_LINE) {
                throw new PickleException("refused: the pickle holds a class name without end");
            }
            line.append((char) (next & 0xFF));
        }
        allowance.take(OBJECT + 4L * line.length());
        return line.toString();
    }
}
