package io.beitstream.jobs.source;

import java.io.IOException;
import org.apache.avro.file.SeekableInput;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;

/** A file of any of Flink's file systems for Avro, which remembers whether the storage failed. */
final class SeekableFile implements SeekableInput {
    private final FSDataInputStream file;
    private final long length;
    private boolean failed;

    SeekableFile(Path path) throws IOException {
        this.length = path.getFileSystem().getFileStatus(path).getLen();
        this.file = path.getFileSystem().open(path);
    }

    private interface Access<T> {
        T run() throws IOException;
    }

    private <T> T noting(Access<T> access) throws IOException {
        try {
            return access.run();
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public void seek(long position) throws IOException {
        var unused =
                noting(
                        () -> {
                            file.seek(position);
                            return true;
                        });
    }

    @Override
    public long tell() throws IOException {
        return noting(file::getPos);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        return noting(() -> file.read(bytes, offset, count));
    }

    /** Whether an error came from the storage, which may work the next time. */
    boolean hasFailed() {
        return failed;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
