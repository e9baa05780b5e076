package io.beitstream.infra.demo;

import io.beitstream.jobs.source.ImageFileFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the demo's pictures come from. */
final class DemoImages {
    private DemoImages() {}

    /** The pictures the project paints itself. */
    static List<DemoImage> painted() {
        return SampleImages.create().stream()
                .map(
                        sample ->
                                DemoImage.inMemory(
                                        sample.id(),
                                        Map.of("shows", sample.shows()),
                                        sample.bytes()))
                .toList();
    }

    /**
     * The images below a folder, in the order of their names.
     *
     * @throws IllegalArgumentException if there is none
     */
    static List<DemoImage> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is not a folder");
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            List<DemoImage> images =
                    tree.filter(Files::isRegularFile)
                            .filter(file -> ImageFileFormat.isImage(file.getFileName().toString()))
                            .sorted()
                            .map(file -> inFile(folder, file))
                            .toList();
            if (images.isEmpty()) {
                throw new IllegalArgumentException("there are no images in " + folder);
            }
            return images;
        }
    }

    private static DemoImage inFile(Path folder, Path file) {
        Path relative = folder.relativize(file);
        Path parent = relative.getParent();
        Map<String, String> attributes =
                parent == null ? Map.of() : Map.of("folder", parent.toString());
        return DemoImage.inFile(relative.toString(), attributes, file);
    }
}
