package io.beitstream.jobs.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.io.output.CloseShieldOutputStream;
import org.apache.flink.api.common.serialization.BulkWriter;

/** Writes one shard: an image, its class and its attributes are entries of one name. */
final class TarShardWriter implements BulkWriter<ShardEntry> {
    private final TarArchiveOutputStream tar;

    TarShardWriter(OutputStream stream) {
        // The stream belongs to Flink, which closes it after finish().
        tar = new TarArchiveOutputStream(CloseShieldOutputStream.wrap(stream), "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    @Override
    public void addElement(ShardEntry sample) throws IOException {
        add(sample.key() + "." + sample.suffix(), sample.image());
        if (!sample.label().isEmpty()) {
            add(sample.key() + ".cls", sample.label().getBytes(StandardCharsets.UTF_8));
        }
        add(sample.key() + ".json", sample.json().getBytes(StandardCharsets.UTF_8));
    }

    private void add(String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(0); // the same events give the same bytes
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Override
    public void flush() throws IOException {
        tar.flush();
    }

    @Override
    public void finish() throws IOException {
        tar.close();
    }
}
