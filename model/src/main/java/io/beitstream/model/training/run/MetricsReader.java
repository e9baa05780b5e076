package io.beitstream.model.training.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads metrics line by line, from a file that may still be written. */
public final class MetricsReader {
    private static final int BUFFERED_BYTES = 1 << 16;

    private MetricsReader() {}

    /** Takes steps. */
    public interface Steps {
        void accept(StepMetrics step) throws IOException;
    }

    /** Whether a line begins there: not if the file is another by now, or none. */
    static boolean isLineStart(Path file, long position) throws IOException {
        if (position == 0) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer before = ByteBuffer.allocate(1);
            return channel.read(before, position - 1) == 1 && before.get(0) == '\n';
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Reads the complete lines from a position on; a last line that is still being written is left
     * out. There are none if the file is not there: a round that is just being published moves it
     * away.
     *
     * @return the position behind the last complete line
     */
    public static long read(Path file, long from, Steps steps) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFERED_BYTES);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long complete = from;
            for (long position = from; channel.read(buffer.clear(), position) > 0; ) {
                for (buffer.flip(); buffer.hasRemaining(); ) {
                    byte next = buffer.get();
                    position++;
                    if (next != '\n') {
                        line.write(next);
                        continue;
                    }
                    String text = line.toString(StandardCharsets.UTF_8);
                    if (!text.isBlank()) {
                        steps.accept(StepMetrics.parse(text));
                    }
                    line.reset();
                    complete = position;
                }
            }
            return complete;
        } catch (NoSuchFileException e) {
            return from;
        }
    }
}
