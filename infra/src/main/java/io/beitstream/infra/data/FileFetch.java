package io.beitstream.infra.data;

import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Brings one file: it appears whole and sound under its name, or not at all. What has come of it
 * before is gone on with, if the file is still the same.
 */
final class FileFetch {
    private static final int BUFFER_BYTES = 1 << 17;

    private final RemoteStore store;
    private final RemoteFile file;
    private final PartialFile partial;
    private final FetchOptions options;
    private final FetchProgress progress;

    /** What of the part progress knows. */
    private long counted;

    FileFetch(
            RemoteStore store,
            RemoteFile file,
            Path folder,
            FetchOptions options,
            FetchProgress progress) {
        this.store = store;
        this.file = file;
        this.partial = new PartialFile(folder.resolve(file.name()));
        this.options = options;
        this.progress = progress;
    }

    /**
     * Fetches it.
     *
     * @throws IllegalArgumentException if it is not sound
     * @throws IOException if it cannot be had
     */
    void run() throws IOException, InterruptedException {
        Retries retries = new Retries(options, file.shown());
        long furthest = partial.size();
        counted = furthest;
        progress.known(0, counted);
        boolean whole = false;
        while (!whole) {
            try {
                attempt();
                whole = true;
            } catch (IOException e) {
                long reached = partial.size();
                retries.after(e, reached > furthest);
                furthest = Math.max(furthest, reached);
            }
        }
        try {
            Soundness.require(file, partial.path());
        } catch (IllegalArgumentException e) {
            partial.delete(); // so that another attempt brings what is there then
            throw e;
        }
        partial.publish();
        progress.fileDone();
    }

    private void attempt() throws IOException, InterruptedException {
        String version = partial.version();
        long wanted = version.isEmpty() ? 0 : partial.size();
        try (RemoteBody body = store.open(file.place(), wanted, version);
                FileChannel part = partial.from(body.from(), body.version())) {
            count(body.from());
            copy(body.stream(), part);
            long size = part.size();
            if (body.total() != RemoteFile.UNKNOWN && size != body.total()) {
                throw new IOException("%,d of %,d bytes have come".formatted(size, body.total()));
            }
            part.force(true);
        }
    }

    private void copy(InputStream body, FileChannel part) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (StallGuard guard = new StallGuard(options.timer(), options.stall(), body)) {
            int read = read(body, buffer, guard);
            while (read >= 0) {
                guard.moved();
                write(part, ByteBuffer.wrap(buffer, 0, read));
                count(counted + read);
                read = read(body, buffer, guard);
            }
        }
    }

    private static int read(InputStream body, byte[] buffer, StallGuard guard) throws IOException {
        int read;
        try {
            read = body.read(buffer);
        } catch (IOException e) {
            guard.requireMoving();
            throw e;
        }
        guard.requireMoving();
        return read;
    }

    private void write(FileChannel part, ByteBuffer bytes) throws RefusedException {
        try {
            Publication.writeFully(part, bytes);
        } catch (IOException e) {
            throw new RefusedException(
                    "%s cannot be written: %s".formatted(partial.path(), e.getMessage()));
        }
    }

    private void count(long size) {
        progress.add(size - counted);
        counted = size;
    }
}
