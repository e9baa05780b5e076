package io.beitstream.model.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the samples of a folder of images, of a tar shard, or of a folder of tar shards, in an
 * order that depends on names only.
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
        List<SampleLocation> samples = new ArrayList<>();
        for (Path file : filesOf(data)) {
            String suffix = suffix(file.getFileName().toString());
            if (suffix.equals("tar")) {
                samples.addAll(TarIndexer.index(file));
            } else if (suffix.equals("tgz") || file.toString().endsWith(".tar.gz")) {
                throw new IllegalArgumentException(
                        file
                                + " is compressed: samples of a shard are read in any order, unpack it with gunzip first");
            } else if (isImage(suffix)) {
                samples.add(image(data, file));
            }
        }
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(
                    "there are no images in "
                            + data
                            + ": expected image files, folders of them, or tar shards");
        }
        return new ImageDataset(samples);
    }

    private static List<Path> filesOf(Path data) throws IOException {
        if (Files.isRegularFile(data)) {
            return List.of(data);
        }
        try (Stream<Path> walk = Files.walk(data)) {
            return walk.filter(Files::isRegularFile)
                    .filter(DatasetIndexer::isVisible)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isVisible(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && !name.startsWith("_");
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
