package io.beitstream.model.script;

import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The weight of a linear layer in eight bits, with its bias: libtorch packs it for its int8 kernels
 * when the archive is loaded. Each row (output channel) has its own scale and the zero point 0:
 * {@code w[o, i] = scale[o] * q[o, i]}, {@code q} in -127..127.
 *
 * @param weight {@code (out, in)}, the bytes of {@code q}
 * @param scales {@code (out)}, float64
 * @param zeroPoints {@code (out)}, int64
 * @param bias {@code (out)}, fp32; null if there is none
 */
public record PackedMatrix(
        HostTensor weight, HostTensor scales, HostTensor zeroPoints, @Nullable HostTensor bias) {
    private static final int LARGEST = 127;

    /**
     * Rounds a weight {@code (out, in)}.
     *
     * @throws IllegalArgumentException if a number in it is not finite
     */
    public static PackedMatrix of(HostTensor weight, @Nullable HostTensor bias) {
        int rows = Math.toIntExact(weight.shape()[0]);
        int columns = Math.toIntExact(weight.shape()[1]);
        float[] values = weight.toFloats();
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        ByteBuffer scales = ByteBuffer.allocate(8 * rows).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            double scale = scale(values, row * columns, columns);
            scales.putDouble(scale);
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                bytes.put((byte) Math.rint(values[i] / scale));
            }
        }
        return new PackedMatrix(
                HostTensor.of(DType.UINT8, bytes.flip(), rows, columns),
                HostTensor.of(DType.FLOAT64, scales.flip(), rows),
                HostTensor.ofLongs(new long[rows], rows),
                bias == null ? null : bias.cast(DType.FLOAT32));
    }

    /** The size of one step; 1 for a row of zeros. */
    private static double scale(float[] values, int from, int count) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "the weight holds %s, which int8 cannot".formatted(values[i]));
            }
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest == 0 ? 1 : (double) largest / LARGEST;
    }
}
