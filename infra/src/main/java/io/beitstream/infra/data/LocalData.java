package io.beitstream.infra.data;

import io.beitstream.jobs.source.ImageFileFormat;
import io.beitstream.model.file.HiddenNames;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** What a path of this machine holds: samples, or events and tables that they are made of. */
public final class LocalData {
    private static final String DEAD_LETTERS = "dead-letters";

    private LocalData() {}

    /** The kinds of files that there are. */
    private static final class Kinds {
        private boolean images;
        private boolean shards;
        private boolean events;
        private boolean tables;

        void add(Path file) {
            String name = file.toString();
            images |= ImageFileFormat.isImage(name);
            shards |= ImageFileFormat.isArchive(name);
            events |= ImageFileFormat.isEvents(name);
            tables |= ImageFileFormat.isParquet(name);
        }
    }

    /**
     * Whether shards must be made of what is there: Avro image events that are not beside shards,
     * or Parquet files that are not beside images or shards, where they are about these.
     */
    public static boolean mustBeConverted(Path data) throws IOException {
        Kinds kinds = new Kinds();
        visit(root(data), kinds::add);
        return !kinds.shards && (kinds.events || (kinds.tables && !kinds.images));
    }

    /** What shards that are made of it come from. */
    public static Origin origin(DataLocation data) throws IOException {
        Path root = root(data.path());
        List<Path> files = new ArrayList<>();
        visit(root, files::add);
        List<RemoteFile> found = new ArrayList<>();
        for (Path file : files) {
            Path name = root.equals(file) ? file.getFileName() : root.relativize(file);
            found.add(new RemoteFile(name.toString(), "", Files.size(file)));
        }
        found.sort(Comparator.comparing(RemoteFile::name));
        return Origin.of(data, found);
    }

    /** A linked folder is looked through as the folder itself is. */
    private static Path root(Path data) throws IOException {
        return Files.isDirectory(data) ? data.toRealPath() : data;
    }

    /** Each file that can be read, but for dead letters, which copies have beside their shards. */
    private static void visit(Path root, Consumer<Path> files) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        String name = String.valueOf(folder.getFileName());
                        boolean left = HiddenNames.contain(name) || name.equals(DEAD_LETTERS);
                        return left && !folder.equals(root)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String name = String.valueOf(file.getFileName());
                        if (Files.isRegularFile(file)
                                && !HiddenNames.contain(name)
                                && ImageFileFormat.isRead(name)) {
                            files.accept(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
