package io.beitstream.infra.training;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.training.run.StepMetrics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** TensorBoard's protocol buffers ({@code event.proto}, {@code summary.proto}), by hand. */
final class EventMessage {
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int STATUS = 1;
    private static final int START = 1;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private EventMessage() {}

    /** The first record of a file. */
    static byte[] version(double seconds) {
        return event(seconds, 0)
                .bytes(FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8))
                .out
                .toByteArray();
    }

    /** The figures of a step. */
    static byte[] ofStep(StepMetrics step, double seconds) {
        EventMessage summary = new EventMessage();
        step.values()
                .forEach(
                        (metric, value) -> {
                            EventMessage scalar = new EventMessage();
                            scalar.bytes(TAG, tag(metric).getBytes(StandardCharsets.UTF_8));
                            scalar.fixed32(SIMPLE_VALUE, Float.floatToIntBits(value.floatValue()));
                            summary.bytes(VALUE, scalar.out.toByteArray());
                        });
        return event(seconds, step.step())
                .bytes(SUMMARY, summary.out.toByteArray())
                .out
                .toByteArray();
    }

    /** Takes back the steps from {@code step} on: they come again. */
    static byte[] restart(int step, double seconds) {
        EventMessage log = new EventMessage();
        log.varint(STATUS, START);
        return event(seconds, step).bytes(SESSION_LOG, log.out.toByteArray()).out.toByteArray();
    }

    static String tag(TrainingMetric metric) {
        return (metric.ofRound() ? "validation/" : "train/") + metric.label();
    }

    /** The step of an event that was written here; one less if it takes that step back. */
    static int lastStep(ByteBuffer event) {
        ByteBuffer in = event.slice().order(ByteOrder.LITTLE_ENDIAN);
        in.position(1 + Double.BYTES + 1); // the wall time, and the key of the step
        int step = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            step |= (part & 0x7F) << shift;
            if (part >= 0) {
                break;
            }
        }
        return in.hasRemaining() && in.get() == (SESSION_LOG << 3 | BYTES) ? step - 1 : step;
    }

    private static EventMessage event(double seconds, int step) {
        EventMessage event = new EventMessage();
        event.key(WALL_TIME, FIXED64);
        event.littleEndian(Double.doubleToLongBits(seconds), Long.BYTES);
        event.varint(STEP, step);
        return event;
    }

    private void fixed32(int field, int bits) {
        key(field, FIXED32);
        littleEndian(bits, Integer.BYTES);
    }

    private void varint(int field, int value) {
        key(field, VARINT);
        number(value);
    }

    private EventMessage bytes(int field, byte[] content) {
        key(field, BYTES);
        number(content.length);
        out.writeBytes(content);
        return this;
    }

    private void key(int field, int type) {
        number(field << 3 | type);
    }

    private void number(int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private void littleEndian(long bits, int count) {
        for (int i = 0; i < count; i++) {
            out.write((int) (bits >>> (8 * i)));
        }
    }
}
