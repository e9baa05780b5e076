package io.beitstream.model.inference;

import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A batch of pixels as most networks outside this project take it. */
public final class NormalizedBatch {
    private NormalizedBatch() {}

    /** From uint8 {@code (B, H, W, 3)} to float {@code (B, 3, H, W)} with channel statistics. */
    public static HostTensor of(HostTensor pixels, Statistics statistics) {
        long[] shape = pixels.shape();
        int plane = Math.toIntExact(shape[1] * shape[2]);
        ByteBuffer in = pixels.data();
        ByteBuffer out =
                ByteBuffer.allocateDirect(in.remaining() * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int b = 0; b < shape[0]; b++) {
            for (int c = 0; c < 3; c++) {
                double mean = statistics.mean()[c];
                double std = statistics.std()[c];
                for (int i = 0; i < plane; i++) {
                    double unit = (in.get((b * plane + i) * 3 + c) & 0xFF) / 255.0;
                    out.putFloat((float) ((unit - mean) / std));
                }
            }
        }
        return HostTensor.of(DType.FLOAT32, out.flip(), shape[0], 3, shape[1], shape[2]);
    }
}
