package io.beitstream.model.training.data;

import io.beitstream.model.file.HiddenNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the samples of a folder of images, of a tar shard, or of a folder of tar shards, in an
 * order that depends on names only. What is hidden by a leading dot or underscore is left out.
 *
 * <p>Images in folders: the first folder below the root is the class. Tar shards: the WebDataset
 * layout, see {@link TarIndexer}.
 */
public final class DatasetIndexer {
    /** The suffixes of the official loader (reference section 2.2), and GIF. */
    private static final Set<String> IMAGES =
            Set.of("jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp", "gif");

    private DatasetIndexer() {}

    /**
     * Finds the samples.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws IllegalArgumentException if there is no image in it, or an archive is compressed
     * @throws IOException if it cannot be read
     */
    public static ImageDataset index(Path data) throws IOException {
        if (!Files.exists(data)) {
            throw new NoSuchFileException(data.toString());
        }
        try (IndexWriter samples = new IndexWriter()) {
            if (Files.isDirectory(data)) {
                addFolder(data, data, samples);
            } else {
                add(data, data, samples);
            }
            if (samples.samples() == 0) {
                throw new IllegalArgumentException(
                        "there are no images in "
                                + data
                                + ": expected image files, folders of them, or tar shards");
            }
            return new ImageDataset(samples.finish());
        }
    }

    /** A file or a folder, in the order of whole paths, folders being paths that go on. */
    private record Entry(Path path, boolean folder, byte[] name) implements Comparable<Entry> {
        static Entry of(Path path) {
            boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            String name = path.getFileName() + (folder ? "/" : "");
            return new Entry(path, folder, name.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int compareTo(Entry other) {
            return Arrays.compareUnsigned(name, other.name);
        }
    }

    /** Of a tree no more than the names of one folder at each depth are in memory. */
    private static void addFolder(Path root, Path folder, IndexWriter samples) throws IOException {
        List<Entry> entries;
        try (Stream<Path> paths = Files.list(folder)) {
            entries = paths.map(Entry::of).sorted().toList();
        }
        for (Entry entry : entries) {
            if (HiddenNames.contain(entry.path().getFileName().toString())) {
                continue;
            }
            if (entry.folder()) {
                addFolder(root, entry.path(), samples);
            } else if (Files.isRegularFile(entry.path())) {
                add(root, entry.path(), samples);
            }
        }
    }

    private static void add(Path root, Path file, IndexWriter samples) throws IOException {
        String suffix = suffix(file.getFileName().toString());
        if (suffix.equals("tar")) {
            TarIndexer.index(file, samples);
        } else if (suffix.equals("tgz") || file.toString().endsWith(".tar.gz")) {
            throw new IllegalArgumentException(
                    file
                            + " is compressed: samples of a shard are read in any order, unpack it with gunzip first");
        } else if (isImage(suffix)) {
            samples.add(image(root, file));
        }
    }

    private static SampleLocation image(Path root, Path file) throws IOException {
        Path relative = root.equals(file) ? file.getFileName() : root.relativize(file);
        String label = relative.getNameCount() > 1 ? relative.getName(0).toString() : null;
        long size = Files.size(file);
        return new SampleLocation(
                file, 0, (int) Math.min(size, Integer.MAX_VALUE), relative.toString(), label);
    }

    static boolean isImage(String suffix) {
        return IMAGES.contains(suffix);
    }

    static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
