package io.beitstream.jobs.source;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local disk under another scheme, {@code twin:}, found by Flink as any plugin is. */
public final class TwinFileSystem extends LocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("twin:///");
    }

    /** Makes it. */
    public static final class Factory implements FileSystemFactory {
        @Override
        public String getScheme() {
            return "twin";
        }

        @Override
        public FileSystem create(URI uri) {
            return new TwinFileSystem();
        }
    }
}
