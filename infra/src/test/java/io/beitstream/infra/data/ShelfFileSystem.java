package io.beitstream.infra.data;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local disk under another scheme, {@code shelf:}, found by Flink as any plugin is. */
public final class ShelfFileSystem extends LocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("shelf:///");
    }

    /** Makes it. */
    public static final class Factory implements FileSystemFactory {
        @Override
        public String getScheme() {
            return "shelf";
        }

        @Override
        public FileSystem create(URI uri) {
            return new ShelfFileSystem();
        }
    }
}
