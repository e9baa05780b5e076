package io.beitstream.model.file;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Rows of equally many floats in a scratch file: as many as the disk holds, none of them in memory.
 * Filled first, by one thread, then read, by any.
 */
public final class FloatRows implements Closeable {
    private static final int BUFFERED_BYTES = 1 << 18;

    private final int width;
    private final FileChannel file;
    private final ByteBuffer unwritten;
    private int count;

    public FloatRows(int width) throws IOException {
        this.width = width;
        this.file = Scratch.open();
        this.unwritten = buffer(Math.max(1, BUFFERED_BYTES / rowBytes(width)));
    }

    /** Bytes of a row. */
    public static int rowBytes(int width) {
        return Math.multiplyExact(width, Float.BYTES);
    }

    public int width() {
        return width;
    }

    /** The number of rows. */
    public int count() {
        return count;
    }

    /** Adds rows, one after the other in an array. */
    public void add(float... rows) throws IOException {
        for (float value : rows) {
            if (!unwritten.hasRemaining()) {
                flush();
            }
            unwritten.putFloat(value);
        }
        count = Math.addExact(count, rows.length / width);
    }

    private void flush() throws IOException {
        unwritten.flip();
        Publication.writeFully(file, unwritten);
        unwritten.clear();
    }

    /** An empty buffer for as many rows. */
    public ByteBuffer buffer(int rows) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(rows, rowBytes(width)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Puts consecutive rows into a buffer, behind what it holds. */
    public void read(int first, int rows, ByteBuffer into) throws IOException {
        if (unwritten.position() > 0) {
            flush();
        }
        long position = (long) first * rowBytes(width);
        int end = into.position() + rows * rowBytes(width);
        into.limit(end);
        while (into.hasRemaining()) {
            int read = file.read(into, position);
            if (read < 0) {
                throw new EOFException("there are only " + count + " rows");
            }
            position += read;
        }
        into.limit(into.capacity());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
