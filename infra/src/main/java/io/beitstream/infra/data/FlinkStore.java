package io.beitstream.infra.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Files of whatever scheme Flink has a file system for, such as {@code s3:}. */
final class FlinkStore implements RemoteStore {
    @Override
    public long length(String place) throws IOException {
        return status(new Path(place)).getLen();
    }

    @Override
    public RemoteBody open(String place, long from, String version) throws IOException {
        Path path = new Path(place);
        FileStatus status = status(path);
        String now = status.getLen() + " bytes of " + status.getModificationTime();
        FSDataInputStream stream = path.getFileSystem().open(path);
        if (from == 0 || from > status.getLen() || !version.equals(now)) {
            return new RemoteBody(stream, 0, status.getLen(), now);
        }
        try {
            stream.seek(from);
        } catch (IOException e) {
            stream.close();
            throw e;
        }
        return new RemoteBody(stream, from, status.getLen(), now);
    }

    private static FileStatus status(Path path) throws IOException {
        FileSystem files = path.getFileSystem();
        try {
            return files.getFileStatus(path);
        } catch (FileNotFoundException e) {
            throw new RefusedException("there is no " + PublicName.of(path.toString()).shown());
        }
    }
}
