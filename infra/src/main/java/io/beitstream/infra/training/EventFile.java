package io.beitstream.infra.training;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.file.Publication;
import io.beitstream.model.training.run.MetricsReader;
import io.beitstream.model.training.run.StepMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A TensorBoard event file: the figures of every published step, a record a step. Nothing that is
 * in it changes; half a record that a kill has left at its end goes.
 */
final class EventFile {
    /** TensorBoard looks for {@code tfevents} in the name. */
    static final String NAME = "events.out.tfevents.0.beitstream";

    /** Of a record besides its data: a length of 64 bits and two checksums. */
    private static final int FRAME = Long.BYTES + 2 * Integer.BYTES;

    private static final int LARGEST = 1 << 20;
    private static final int CRC_MASK = 0xa282ead8;

    private final Path file;
    private final Clock clock;

    /** Steps that can be gone through. */
    interface Known {
        void forEach(MetricsReader.Steps steps) throws IOException;
    }

    EventFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Brings the file in line with a run that goes on.
     *
     * @param known all published steps; gone through twice
     */
    void resume(Known known) throws IOException {
        int[] published = {0};
        known.forEach(step -> published[0] = step.step());
        int last;
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            last = cut(channel);
            if (channel.size() == 0) {
                write(channel, EventMessage.version(seconds()));
            }
            if (last > published[0]) {
                write(channel, EventMessage.restart(published[0] + 1, seconds()));
            }
        }
        List<StepMetrics> missing = new ArrayList<>();
        known.forEach(
                step -> {
                    if (step.step() > last) {
                        missing.add(step);
                    }
                });
        append(missing);
    }

    /** Adds steps; the time of each is reckoned back from now. */
    void append(List<StepMetrics> steps) throws IOException {
        double ago = 0;
        for (StepMetrics step : steps) {
            ago += duration(step);
        }
        double time = seconds() - ago;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (StepMetrics step : steps) {
                time += duration(step);
                write(channel, EventMessage.ofStep(step, time));
            }
        }
    }

    private static double duration(StepMetrics step) {
        return step.values().getOrDefault(TrainingMetric.STEP_SECONDS, 0.0)
                + step.values().getOrDefault(TrainingMetric.DATA_WAIT_SECONDS, 0.0);
    }

    private double seconds() {
        return clock.millis() / 1e3;
    }

    /** Goes through the whole records, and cuts off the rest; gives the last step, or 0. */
    private static int cut(FileChannel channel) throws IOException {
        int last = 0;
        long position = 0;
        while (true) {
            ByteBuffer data = record(channel, position);
            if (data == null) {
                break;
            }
            last = EventMessage.lastStep(data);
            position += FRAME + data.remaining();
        }
        channel.truncate(position);
        return last;
    }

    private static @Nullable ByteBuffer record(FileChannel channel, long position)
            throws IOException {
        ByteBuffer head = read(channel, position, Long.BYTES);
        if (head == null) {
            return null;
        }
        long length = head.getLong(0);
        if (length < 0 || length > LARGEST) {
            return null;
        }
        ByteBuffer rest =
                read(channel, position + Long.BYTES, Math.toIntExact(length) + 2 * Integer.BYTES);
        if (rest == null) {
            return null;
        }
        ByteBuffer data = rest.slice(Integer.BYTES, (int) length);
        boolean whole =
                rest.getInt(0) == masked(head)
                        && rest.getInt(Integer.BYTES + (int) length) == masked(data);
        return whole ? data : null;
    }

    private static @Nullable ByteBuffer read(FileChannel channel, long position, int count)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.flip();
    }

    private static void write(FileChannel channel, byte[] data) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(FRAME + data.length).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(masked(record.duplicate().flip()));
        record.put(data);
        record.putInt(masked(ByteBuffer.wrap(data)));
        channel.position(channel.size());
        Publication.writeFully(channel, record.flip());
    }

    /** CRC-32C, as TensorFlow writes it. */
    static int masked(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, 15) + CRC_MASK;
    }
}
