package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.fetch.FileRefusedException;
import io.beitstream.jobs.pipeline.fetch.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** Files of whatever scheme Flink has a file system plugin for, such as {@code s3:}. */
final class FlinkFileStore implements FileStore {
    @Override
    public long length(URI uri) throws IOException {
        Path path = new Path(uri);
        FileStatus status = path.getFileSystem().getFileStatus(path);
        if (status.isDir()) {
            throw new FileRefusedException("it is a folder");
        }
        return status.getLen();
    }

    @Override
    public InputStream open(URI uri) throws IOException {
        Path path = new Path(uri);
        return path.getFileSystem().open(path);
    }
}
