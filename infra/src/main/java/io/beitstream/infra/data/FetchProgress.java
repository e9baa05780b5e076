package io.beitstream.infra.data;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Lines that say how far the fetching is: now and then, or drawn over where there is a terminal.
 */
final class FetchProgress {
    private static final long ON_TERMINAL = Duration.ofMillis(500).toNanos();
    private static final long IN_LINES = Duration.ofSeconds(15).toNanos();

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private final int files;
    private final long total;
    private final long started;
    private int filesDone;
    private long bytesBefore;
    private long bytes;
    private long said;

    /**
     * @param terminal whether a line may be drawn over
     * @param files all that there are to be
     * @param total their bytes; {@link RemoteFile#UNKNOWN} where nobody tells
     */
    FetchProgress(PrintWriter out, boolean terminal, LongSupplier nanos, int files, long total) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
        this.files = files;
        this.total = total;
        this.started = nanos.getAsLong();
        this.said = started;
    }

    /** Files that are there already. */
    synchronized void known(int count, long size) {
        filesDone += count;
        bytesBefore += size;
    }

    /** More bytes have come, or fewer: a file that begins anew takes its own back. */
    synchronized void add(long count) {
        bytes += count;
        long now = nanos.getAsLong();
        if (now - said >= (terminal ? ON_TERMINAL : IN_LINES)) {
            said = now;
            out.print(terminal ? "\r" + line(now) + "\033[K" : line(now) + System.lineSeparator());
            out.flush();
        }
    }

    synchronized void fileDone() {
        filesDone++;
    }

    /** The last line. */
    synchronized void end() {
        out.println((terminal ? "\r\033[K" : "") + line(nanos.getAsLong()));
        out.flush();
    }

    private String line(long now) {
        double seconds = Math.max(1e-3, (now - started) / 1e9);
        String done = megabytes(bytesBefore + bytes);
        return String.format(
                Locale.ROOT,
                "fetched %,d of %,d files, %s MB, %.1f MB/s",
                filesDone,
                files,
                total == RemoteFile.UNKNOWN ? done : done + " of " + megabytes(total),
                bytes / 1e6 / seconds);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes / 1e6);
    }
}
