package io.beitstream.model.container;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.MappedWindows;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The central directory of a zip archive, zip64 included. Read here and not by a library, because
 * it must take no longer, and no more memory, than its own length allows.
 */
final class ZipDirectory {
    private static final int MAX_BYTES = 8 << 20; // some 60,000 entries with names as torch's
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_BYTES = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int ENTRY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final long IN_EXTRA = 0xFFFFFFFFL;

    private final Path path;
    private final MappedWindows file;

    private ZipDirectory(Path path, MappedWindows file) {
        this.path = path;
        this.file = file;
    }

    /** An entry as the directory describes it; nothing of it has been checked. */
    record Entry(
            String name, int method, long crc, long compressedSize, long size, long localHeader) {}

    /**
     * The entries by name.
     *
     * @throws CheckpointException if the directory is damaged, or far larger than a checkpoint's
     */
    static Map<String, Entry> read(Path path, MappedWindows file) throws IOException {
        ZipDirectory directory = new ZipDirectory(path, file);
        try {
            return directory.entries(directory.centralDirectory());
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw directory.damaged();
        }
    }

    /** Where an entry's bytes begin, which its local header tells. */
    static long dataOffset(Path path, MappedWindows file, Entry entry) throws IOException {
        ZipDirectory directory = new ZipDirectory(path, file);
        ByteBuffer header = directory.at(entry.localHeader(), LOCAL_BYTES);
        if (header.getInt(0) != LOCAL) {
            throw directory.damaged();
        }
        return entry.localHeader() + LOCAL_BYTES + uint16(header, 26) + uint16(header, 28);
    }

    private ByteBuffer centralDirectory() throws IOException {
        int tail = (int) Math.min(file.size(), END_BYTES + 0xFFFFL);
        long start = file.size() - tail;
        ByteBuffer bytes = at(start, tail);
        int end = tail - END_BYTES;
        while (end >= 0 && bytes.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw damaged();
        }
        long size = uint32(bytes, end + 12);
        long offset = uint32(bytes, end + 16);
        int locator = end - LOCATOR64_BYTES;
        if (locator >= 0 && bytes.getInt(locator) == LOCATOR64) {
            ByteBuffer end64 = at(bytes.getLong(locator + 8), END64_BYTES);
            if (end64.getInt(0) != END64) {
                throw damaged();
            }
            size = end64.getLong(40);
            offset = end64.getLong(48);
        }
        if (size > MAX_BYTES) {
            throw new CheckpointException(
                    path,
                    "its zip directory takes %d bytes, more than the limit of %d"
                            .formatted(size, MAX_BYTES));
        }
        return at(offset, size);
    }

    private Map<String, Entry> entries(ByteBuffer directory) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (directory.remaining() >= 4 && directory.getInt(directory.position()) == ENTRY) {
            int at = directory.position();
            byte[] name = new byte[uint16(directory, at + 28)];
            int extra = uint16(directory, at + 30);
            int comment = uint16(directory, at + 32);
            Fields64 fields = new Fields64(directory, at + 46 + name.length, extra);
            directory.position(at + 46).get(name);
            long size = fields.widen(uint32(directory, at + 24));
            long compressed = fields.widen(uint32(directory, at + 20));
            long header = fields.widen(uint32(directory, at + 42));
            Entry entry =
                    new Entry(
                            new String(name, StandardCharsets.UTF_8),
                            uint16(directory, at + 10),
                            uint32(directory, at + 16),
                            compressed,
                            size,
                            header);
            entries.put(entry.name(), entry);
            if (extra + comment > directory.remaining()) {
                throw damaged();
            }
            directory.position(directory.position() + extra + comment);
        }
        return entries;
    }

    /** The zip64 field of an entry: 8 bytes for each size that does not fit 4, in their order. */
    private static final class Fields64 {
        private final ByteBuffer bytes;
        private int next;

        Fields64(ByteBuffer bytes, int extra, int length) {
            this.bytes = bytes;
            this.next = -1;
            for (int at = extra; at + 4 <= extra + length; at += 4 + uint16(bytes, at + 2)) {
                if (uint16(bytes, at) == 1) {
                    next = at + 4;
                    return;
                }
            }
        }

        long widen(long size) {
            if (size != IN_EXTRA || next < 0) {
                return size;
            }
            next += 8;
            return bytes.getLong(next - 8);
        }
    }

    private ByteBuffer at(long position, long length) throws IOException {
        if (position < 0 || length < 0 || position > file.size() - length) {
            throw damaged();
        }
        return file.get(position, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private CheckpointException damaged() {
        return new CheckpointException(path, "its zip directory is damaged, or the file cut short");
    }

    private static int uint16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xFFFF;
    }

    private static long uint32(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & 0xFFFFFFFFL;
    }
}
