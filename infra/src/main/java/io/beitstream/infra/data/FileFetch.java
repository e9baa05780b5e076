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
        counted = partial.size();
        progress.known(0, counted);
        if (!isThere()) {
            bring();
            try {
                Soundness.require(file, partial.path());
            } catch (IllegalArgumentException e) {
                partial.delete(); // so that another attempt brings what is there then
                throw e;
            }
        }
        partial.publish();
        progress.fileDone();
    }

    /** Whether nothing is missing but the name. */
    private boolean isThere() throws IOException {
        if (counted == 0 || counted != file.length()) {
            return false;
        }
        try {
            Soundness.require(file, partial.path());
            return true;
        } catch (IllegalArgumentException e) {
            partial.delete();
            return false;
        }
    }

    private void bring() throws IOException, InterruptedException {
        Retries retries = new Retries(options, file.shown());
        long furthest = partial.size();
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
    }

    private void attempt() throws IOException, InterruptedException {
        String version = partial.version();
        long wanted = version.isEmpty() ? 0 : partial.size();
        try (RemoteBody body = store.open(file.place(), wanted, version)) {
            if (!file.mayHave(body.total())) {
                throw new RefusedException(
                        "%s has %,d bytes, and had %,d when it was looked at: the same command looks again"
                                .formatted(file.shown(), body.total(), file.length()));
            }
            try (FileChannel part =
                    partial.onDisk(() -> partial.from(body.from(), body.version()))) {
                count(body.from());
                copy(body.stream(), part);
                requireWhole(part.size(), body.total());
                partial.onDisk(() -> force(part));
            }
        }
    }

    private void requireWhole(long size, long told) throws IOException {
        long total = told == RemoteFile.UNKNOWN ? file.length() : told;
        if (total != RemoteFile.UNKNOWN && size != total) {
            throw new IOException("%,d of %,d bytes have come".formatted(size, total));
        }
    }

    private static FileChannel write(FileChannel part, ByteBuffer bytes) throws IOException {
        Publication.writeFully(part, bytes);
        return part;
    }

    private static FileChannel force(FileChannel part) throws IOException {
        part.force(true);
        return part;
    }

    private void copy(InputStream body, FileChannel part) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (StallGuard guard = StallGuard.of(options.timer(), options.stall(), body)) {
            int read = read(body, buffer, guard);
            while (read >= 0) {
                guard.moved();
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                partial.onDisk(() -> write(part, bytes));
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

    private void count(long size) {
        progress.add(size - counted);
        counted = size;
    }
}
