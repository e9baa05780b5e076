package io.beitstream.infra.gpu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a shared library of 64 bits, little end first, says of itself: the symbols that it defines,
 * those that it wants from others and cannot do without, and the libraries it names for them.
 */
record ElfLibrary(Set<String> defined, Set<String> wanted, List<String> needed) {
    private static final int DYNAMIC = 6;
    private static final int DYNAMIC_SYMBOLS = 11;
    private static final int SYMBOL_BYTES = 24;
    private static final int WEAK = 2;

    static ElfLibrary read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    static ElfLibrary read(ByteBuffer bytes) {
        ByteBuffer elf = bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (elf.getInt(0) != 0x464c457f || elf.get(4) != 2 || elf.get(5) != 1) {
            throw new IllegalArgumentException("no ELF file of 64 bits, little end first");
        }
        ElfLibrary library = new ElfLibrary(new HashSet<>(), new HashSet<>(), new ArrayList<>());
        int sections = elf.getShort(0x3c) & 0xffff;
        for (int i = 0; i < sections; i++) {
            Section section = Section.read(elf, i);
            if (section.type() == DYNAMIC_SYMBOLS) {
                library.readSymbols(elf, section);
            } else if (section.type() == DYNAMIC) {
                library.readNeeded(elf, section);
            }
        }
        return library;
    }

    private void readSymbols(ByteBuffer elf, Section symbols) {
        int strings = Section.read(elf, symbols.link()).offset();
        for (int at = symbols.offset(); at < symbols.end(); at += SYMBOL_BYTES) {
            String name = string(elf, strings + elf.getInt(at));
            boolean weak = (elf.get(at + 4) & 0xff) >> 4 == WEAK;
            boolean undefined = elf.getShort(at + 6) == 0;
            if (!undefined) {
                defined.add(name);
            } else if (!weak && !name.isEmpty()) {
                wanted.add(name);
            }
        }
    }

    private void readNeeded(ByteBuffer elf, Section dynamic) {
        int strings = Section.read(elf, dynamic.link()).offset();
        for (int at = dynamic.offset(); at < dynamic.end(); at += 16) {
            if (elf.getLong(at) == 1) {
                needed.add(string(elf, strings + Math.toIntExact(elf.getLong(at + 8))));
            }
        }
    }

    private static String string(ByteBuffer elf, int start) {
        int end = start;
        while (elf.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - start];
        elf.get(start, text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * A row of the table of sections.
     *
     * @param link the section of its strings
     */
    private record Section(int type, int offset, int size, int link) {
        static Section read(ByteBuffer elf, int index) {
            int width = elf.getShort(0x3a) & 0xffff;
            int at = Math.toIntExact(elf.getLong(0x28)) + index * width;
            return new Section(
                    elf.getInt(at + 4),
                    (int) elf.getLong(at + 0x18),
                    (int) elf.getLong(at + 0x20),
                    elf.getInt(at + 0x28));
        }

        int end() {
            return offset + size;
        }
    }
}
