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
import org.jspecify.annotations.Nullable;

/**
 * Finds the samples of a tar shard in the WebDataset layout: entries of one name, up to the first
 * dot of the last part, are one sample; {@code .cls} holds its class as text. Of several images the
 * first is taken, and of its class what stands with it; a name that comes back later adds nothing.
 */
final class TarIndexer {
    private static final int MAX_LABEL_BYTES = 1024;

    private TarIndexer() {}

    /** An image of the shard. */
    private record Image(String name, long offset, int length) {}

    /** The samples so far; entries of one name that stand together are a group. */
    private static final class Samples {
        private final Map<String, Image> images = new LinkedHashMap<>();
        private final Map<String, String> labels = new HashMap<>();
        private String key = "";
        private @Nullable Image image;
        private @Nullable String label;

        void add(String ofKey, @Nullable Image anImage, @Nullable String aLabel) {
            if (!ofKey.equals(key)) {
                endGroup();
                key = ofKey;
            }
            image = image == null ? anImage : image;
            label = label == null ? aLabel : label;
        }

        void endGroup() {
            boolean again = image != null && images.putIfAbsent(key, image) != null;
            if (label != null && !again) {
                if (image != null) {
                    labels.put(key, label);
                } else {
                    labels.putIfAbsent(key, label); // classes apart from their images
                }
            }
            image = null;
            label = null;
        }
    }

    /** Adds the samples, in the order of their images. */
    static void index(Path shard, IndexWriter samples) throws IOException {
        Samples found = new Samples();
        try (FileInputStream file = new FileInputStream(shard.toFile());
                TarArchiveInputStream tar = new TarArchiveInputStream(file)) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                String suffix = DatasetIndexer.suffix(entry.getName());
                if (entry.isFile() && suffix.equals("cls")) {
                    found.add(key(entry.getName()), null, text(tar));
                } else if (entry.isFile() && DatasetIndexer.isImage(suffix)) {
                    long offset = file.getChannel().position(); // the stream reads no further ahead
                    int length = (int) Math.min(entry.getSize(), Integer.MAX_VALUE);
                    Image image = new Image(entry.getName(), offset, length);
                    found.add(key(entry.getName()), image, null);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "%s is no sound tar archive: %s".formatted(shard, e.getMessage()), e);
        }
        found.endGroup();
        for (Map.Entry<String, Image> each : found.images.entrySet()) {
            Image image = each.getValue();
            samples.add(
                    new SampleLocation(
                            shard,
                            image.offset(),
                            image.length(),
                            shard.getFileName() + "/" + image.name(),
                            found.labels.get(each.getKey())));
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
