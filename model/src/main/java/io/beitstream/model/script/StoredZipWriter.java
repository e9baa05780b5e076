package io.beitstream.model.script;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip of uncompressed entries under one top-level folder, with no time stamps: equal content,
 * equal bytes.
 */
final class StoredZipWriter implements Closeable {
    private final ZipOutputStream zip;
    private final WritableByteChannel channel;
    private final String folder;

    StoredZipWriter(OutputStream out, String folder) {
        this.zip = new ZipOutputStream(out);
        this.channel = Channels.newChannel(zip);
        this.folder = folder;
    }

    void add(String name, byte[] content) throws IOException {
        add(name, ByteBuffer.wrap(content));
    }

    void add(String name, ByteBuffer content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content.duplicate());
        ZipEntry entry = new ZipEntry(folder + "/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.remaining());
        entry.setCrc(crc.getValue());
        entry.setTime(315_532_800_000L); // 1980, the zip epoch
        zip.putNextEntry(entry);
        channel.write(content.duplicate());
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
