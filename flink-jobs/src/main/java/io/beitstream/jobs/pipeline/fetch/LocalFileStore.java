package io.beitstream.jobs.pipeline.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Regular files of this machine below the allowed roots. Links are followed first and judged by
 * where they lead; the file is then opened without following any in its last place. Pipes, devices
 * and sockets are told by their attributes and never opened.
 */
public final class LocalFileStore implements FileStore {
    private final List<Path> roots;

    public LocalFileStore(FetchAccess access) {
        this.roots =
                access.fileRoots().stream()
                        .map(FileRoot::parse)
                        .filter(root -> root.scheme().equals("file"))
                        .map(FileRoot::path)
                        .toList();
    }

    @Override
    public long length(URI uri) throws IOException {
        return attributes(real(uri)).size();
    }

    @Override
    public InputStream open(URI uri) throws IOException {
        Path real = real(uri);
        attributes(real);
        return Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS);
    }

    private Path real(URI uri) throws IOException {
        Path path = Path.of(uri.getPath());
        for (Path root : roots) {
            if (path.normalize().startsWith(root) && isBelow(path, root)) {
                return path.toRealPath();
            }
        }
        throw new FileRefusedException("it leads out of the allowed folders");
    }

    private static boolean isBelow(Path path, Path root) throws IOException {
        Path realRoot;
        try {
            realRoot = root.toRealPath();
        } catch (IOException e) {
            throw new IOException("the folder itself is not there", e); // so not the image's fault
        }
        return path.toRealPath().startsWith(realRoot);
    }

    private static BasicFileAttributes attributes(Path real) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new FileRefusedException("it is not a regular file");
        }
        return attributes;
    }
}
