package io.beitstream.model.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An immutable tensor in host memory: row-major, little-endian. The buffer may be a window of a
 * mapped file, so a tensor that is only copied onwards never enters the heap.
 */
public final class HostTensor {
    private final DType type;
    private final long[] shape;
    private final ByteBuffer data;

    private HostTensor(DType type, long[] shape, ByteBuffer data) {
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /**
     * A tensor over the remaining bytes of {@code data}, which must not be changed afterwards.
     *
     * @throws IllegalArgumentException if the bytes are not exactly those of the shape
     */
    public static HostTensor of(DType type, ByteBuffer data, long... shape) {
        ByteBuffer window = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        long expected = Math.multiplyExact(elements(shape), type.bytes());
        if (window.remaining() != expected) {
            throw new IllegalArgumentException(
                    "shape %s of %s needs %d bytes, got %d"
                            .formatted(Arrays.toString(shape), type, expected, window.remaining()));
        }
        return new HostTensor(type, shape.clone(), window);
    }

    public static HostTensor ofFloats(float[] values, long... shape) {
        ByteBuffer data = allocate(4L * values.length);
        data.asFloatBuffer().put(values);
        return of(DType.FLOAT32, data, shape);
    }

    public static HostTensor ofLongs(long[] values, long... shape) {
        ByteBuffer data = allocate(8L * values.length);
        data.asLongBuffer().put(values);
        return of(DType.INT64, data, shape);
    }

    /** Bytes of zero, uint8. */
    public static HostTensor zeros(long... shape) {
        return of(DType.UINT8, allocate(elements(shape)), shape);
    }

    /** A number without dimensions, float64. */
    public static HostTensor ofScalar(double value) {
        ByteBuffer data = allocate(8);
        data.putDouble(0, value);
        return of(DType.FLOAT64, data);
    }

    public DType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** The number of elements. */
    public long elements() {
        return elements(shape);
    }

    /** The bytes, little-endian, as a fresh read-only view. */
    public ByteBuffer data() {
        return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements widened or narrowed to float. */
    public float[] toFloats() {
        ByteBuffer in = data();
        float[] out = new float[Math.toIntExact(elements())];
        switch (type) {
            case FLOAT32 -> in.asFloatBuffer().get(out);
            case FLOAT64 -> fill(out, i -> (float) in.getDouble(8 * i));
            case FLOAT16 -> fill(out, i -> HalfFloats.fromFloat16(in.getShort(2 * i)));
            case BFLOAT16 -> fill(out, i -> HalfFloats.fromBfloat16(in.getShort(2 * i)));
            case INT64 -> fill(out, i -> (float) in.getLong(8 * i));
            case INT32 -> fill(out, i -> (float) in.getInt(4 * i));
            case UINT8, BOOL -> fill(out, i -> (float) (in.get(i) & 0xFF));
        }
        return out;
    }

    /**
     * The elements of an integer tensor.
     *
     * @throws IllegalStateException if the elements are floating point
     */
    public long[] toLongs() {
        ByteBuffer in = data();
        long[] out = new long[Math.toIntExact(elements())];
        switch (type) {
            case INT64 -> in.asLongBuffer().get(out);
            case INT32 -> Arrays.setAll(out, i -> in.getInt(4 * i));
            case UINT8, BOOL -> Arrays.setAll(out, i -> in.get(i) & 0xFF);
            default -> throw new IllegalStateException(type + " holds no integers");
        }
        return out;
    }

    /**
     * This tensor with its elements rounded to another floating-point type (16-bit formats: to
     * nearest even).
     */
    public HostTensor cast(DType target) {
        if (type == target) {
            return this;
        }
        float[] values = toFloats();
        if (target == DType.FLOAT32) {
            return ofFloats(values, shape);
        }
        ByteBuffer out = allocate((long) values.length * target.bytes());
        switch (target) {
            case FLOAT16 -> {
                for (float value : values) {
                    out.putShort(HalfFloats.toFloat16(value));
                }
            }
            case BFLOAT16 -> {
                for (float value : values) {
                    out.putShort(HalfFloats.toBfloat16(value));
                }
            }
            default -> throw new IllegalArgumentException("cannot cast " + type + " to " + target);
        }
        return of(target, out.flip(), shape);
    }

    /** A matrix's rows as columns, in fp32. */
    public HostTensor transposed() {
        int rows = Math.toIntExact(shape[0]);
        int columns = Math.toIntExact(shape[1]);
        float[] in = toFloats();
        float[] out = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            out[i % columns * rows + i / columns] = in[i];
        }
        return ofFloats(out, columns, rows);
    }

    /** The same elements under another shape. */
    public HostTensor reshape(long... newShape) {
        return of(type, data, newShape);
    }

    @Override
    public String toString() {
        return type.safetensorsName() + Arrays.toString(shape);
    }

    private static long elements(long[] shape) {
        long count = 1;
        for (long extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "negative extent in shape " + Arrays.toString(shape));
            }
            count = Math.multiplyExact(count, extent);
        }
        return count;
    }

    private static ByteBuffer allocate(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private interface FloatAt {
        float get(int index);
    }

    private static void fill(float[] out, FloatAt source) {
        for (int i = 0; i < out.length; i++) {
            out[i] = source.get(i);
        }
    }
}
