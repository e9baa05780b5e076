package io.beitstream.jobs.source;

import java.io.IOException;
import java.io.InputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A file for Parquet; the stream that it gives does not close it. */
record ParquetStorage(SeekableFile file) implements InputFile {
    @Override
    public long getLength() {
        return file.length();
    }

    @Override
    public SeekableInputStream newStream() {
        return new DelegatingSeekableInputStream(new Bytes(file)) {
            @Override
            public long getPos() throws IOException {
                return file.tell();
            }

            @Override
            public void seek(long position) throws IOException {
                file.seek(position);
            }
        };
    }

    /** The bytes from where the file stands. */
    private static final class Bytes extends InputStream {
        private final SeekableFile file;

        Bytes(SeekableFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return file.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            return file.read(bytes, offset, count);
        }
    }
}
