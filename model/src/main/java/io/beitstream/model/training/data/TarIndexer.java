package io.beitstream.model.training.data;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Finds the samples of a tar shard in the WebDataset layout: entries of one name, up to the first
 * dot of the last part, are one sample; {@code .cls} holds its class as text.
 */
final class TarIndexer {
    private static final int MAX_LABEL_BYTES = 1024;

    private TarIndexer() {}

    /** An image of the shard. */
    private record Image(String name, long offset, int length) {}

    /** Adds the samples, in the order of their images. */
    static void index(Path shard, IndexWriter samples) throws IOException {
        Map<String, Image> images = new LinkedHashMap<>();
        Map<String, String> labels = new HashMap<>();
        try (FileInputStream file = new FileInputStream(shard.toFile());
                TarArchiveInputStream tar = new TarArchiveInputStream(file)) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                String suffix = DatasetIndexer.suffix(entry.getName());
                if (entry.isFile() && suffix.equals("cls")) {
                    labels.put(key(entry.getName()), text(tar));
                } else if (entry.isFile() && DatasetIndexer.isImage(suffix)) {
                    long offset = file.getChannel().position(); // the stream reads no further ahead
                    int length = (int) Math.min(entry.getSize(), Integer.MAX_VALUE);
                    images.putIfAbsent(
                            key(entry.getName()), new Image(entry.getName(), offset, length));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "%s is no sound tar archive: %s".formatted(shard, e.getMessage()), e);
        }
        for (Map.Entry<String, Image> each : images.entrySet()) {
            Image image = each.getValue();
            samples.add(
                    new SampleLocation(
                            shard,
                            image.offset(),
                            image.length(),
                            shard.getFileName() + "/" + image.name(),
                            labels.get(each.getKey())));
        }
    }

    private static String key(String name) {
        int slash = name.lastIndexOf('/');
        int dot = name.indexOf('.', slash + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String text(InputStream entry) throws IOException {
        return new String(entry.readNBytes(MAX_LABEL_BYTES), StandardCharsets.UTF_8).strip();
    }
}
