package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest complete checkpoint or savepoint below some folders: what a job goes on from. */
final class NewestSnapshot extends SimpleFileVisitor<Path> {
    private static final String METADATA = "_metadata";

    private FileTime newestTime = FileTime.fromMillis(0);
    private @Nullable Path newest;

    private NewestSnapshot() {}

    static Optional<Path> below(List<Path> folders) throws IOException {
        NewestSnapshot search = new NewestSnapshot();
        for (Path folder : folders) {
            if (Files.exists(folder)) {
                Files.walkFileTree(folder, search);
            }
        }
        return Optional.ofNullable(search.newest);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (file.endsWith(METADATA) && attributes.lastModifiedTime().compareTo(newestTime) > 0) {
            newestTime = attributes.lastModifiedTime();
            newest = file.toAbsolutePath().getParent();
        }
        return FileVisitResult.CONTINUE;
    }

    /** Old checkpoints go away while we look. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
        return FileVisitResult.CONTINUE;
    }
}
