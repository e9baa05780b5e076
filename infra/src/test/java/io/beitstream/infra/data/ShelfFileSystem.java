package io.beitstream.infra.data;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local disk under another scheme, {@code shelf:}, found by Flink as any plugin is. */
public final class ShelfFileSystem extends LocalFileSystem {
    /** How many listings are to fail. */
    static final AtomicInteger FAILURES = new AtomicInteger();

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        if (FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("the shelf is out of reach");
        }
        return super.listStatus(folder);
    }

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
