package io.beitstream.model.task;

import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Somebody's TorchScript module as a teacher. It takes RGB images in [0, 1], float {@code (B, 3, H,
 * W)}, and normalises them itself; it gives {@code (B, N, C)}, or {@code (B, C, h, w)}, or tokens
 * with one [CLS] before the patches.
 */
record ExternalTeacher(TorchModule module) implements Teacher {
    @Override
    public HostTensor targets(HostTensor images) {
        HostTensor out = module.forward(channelsFirst(images));
        long[] shape = out.shape();
        if (shape.length == 4) {
            return patchesLast(out);
        }
        boolean cls = shape.length == 3 && isSquare(shape[1] - 1) && !isSquare(shape[1]);
        return cls ? withoutFirst(out) : out;
    }

    private static HostTensor channelsFirst(HostTensor images) {
        long[] shape = images.shape();
        int pixels = Math.toIntExact(shape[1] * shape[2]);
        ByteBuffer in = images.data();
        ByteBuffer out =
                ByteBuffer.allocateDirect(in.remaining() * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int b = 0; b < shape[0]; b++) {
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < pixels; i++) {
                    out.putFloat((in.get((b * pixels + i) * 3 + c) & 0xFF) / 255f);
                }
            }
        }
        return HostTensor.of(
                io.beitstream.model.tensor.DType.FLOAT32,
                out.flip(),
                shape[0],
                3,
                shape[1],
                shape[2]);
    }

    /** {@code (B, C, h, w) -> (B, h * w, C)}. */
    private static HostTensor patchesLast(HostTensor maps) {
        long[] shape = maps.shape();
        int channels = Math.toIntExact(shape[1]);
        int patches = Math.toIntExact(shape[2] * shape[3]);
        float[] in = maps.toFloats();
        float[] out = new float[in.length];
        for (int b = 0; b < shape[0]; b++) {
            for (int c = 0; c < channels; c++) {
                for (int n = 0; n < patches; n++) {
                    out[(b * patches + n) * channels + c] = in[(b * channels + c) * patches + n];
                }
            }
        }
        return HostTensor.ofFloats(out, shape[0], patches, channels);
    }

    private static HostTensor withoutFirst(HostTensor tokens) {
        long[] shape = tokens.shape();
        int row = Math.toIntExact(shape[2]);
        int length = Math.toIntExact((shape[1] - 1) * shape[2]);
        float[] in = tokens.toFloats();
        float[] out = new float[Math.toIntExact(shape[0]) * length];
        for (int b = 0; b < shape[0]; b++) {
            System.arraycopy(in, b * (length + row) + row, out, b * length, length);
        }
        return HostTensor.ofFloats(out, shape[0], shape[1] - 1, shape[2]);
    }

    private static boolean isSquare(long n) {
        long root = Math.round(Math.sqrt(n));
        return root * root == n;
    }

    @Override
    public void close() {
        module.close();
    }
}
