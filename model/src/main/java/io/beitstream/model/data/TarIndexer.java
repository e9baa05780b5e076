package io.beitstream.model.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * Finds the samples of a tar shard in the WebDataset layout: entries of one name, up to the first
 * dot of the last part, are one sample; {@code .cls} holds its class as text.
 */
final class TarIndexer {
    private static final int MAX_LABEL_BYTES = 1024;

    private TarIndexer() {}

    static List<SampleLocation> index(Path shard) throws IOException {
        Map<String, TarArchiveEntry> images = new LinkedHashMap<>();
        Map<String, String> labels = new LinkedHashMap<>();
        try (TarFile tar = new TarFile(shard)) {
            for (TarArchiveEntry entry : tar.getEntries()) {
                String suffix = DatasetIndexer.suffix(entry.getName());
                if (entry.isFile() && suffix.equals("cls")) {
                    labels.put(key(entry.getName()), text(tar, entry));
                } else if (entry.isFile() && DatasetIndexer.isImage(suffix)) {
                    images.putIfAbsent(key(entry.getName()), entry);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "%s is no sound tar archive: %s".formatted(shard, e.getMessage()), e);
        }
        List<SampleLocation> samples = new ArrayList<>(images.size());
        images.forEach(
                (key, entry) ->
                        samples.add(
                                new SampleLocation(
                                        shard,
                                        entry.getDataOffset(),
                                        (int) Math.min(entry.getSize(), Integer.MAX_VALUE),
                                        shard.getFileName() + "/" + entry.getName(),
                                        labels.get(key))));
        return samples;
    }

    private static String key(String name) {
        int slash = name.lastIndexOf('/');
        int dot = name.indexOf('.', slash + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String text(TarFile tar, TarArchiveEntry entry) throws IOException {
        try (InputStream in = tar.getInputStream(entry)) {
            return new String(in.readNBytes(MAX_LABEL_BYTES), StandardCharsets.UTF_8).strip();
        }
    }
}
