package io.beitstream.model.training.task;

import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.inference.NormalizedBatch;
import io.beitstream.model.tensor.HostTensor;

/**
 * Somebody's TorchScript module as a teacher. It takes RGB images in [0, 1], float {@code (B, 3, H,
 * W)}, and normalises them itself; it gives {@code (B, N, C)}, or {@code (B, C, h, w)}, or tokens
 * with one [CLS] before the patches.
 */
record ExternalTeacher(TorchModule module) implements Teacher {
    private static final Statistics AS_IT_IS =
            new Statistics(new double[] {0, 0, 0}, new double[] {1, 1, 1});

    @Override
    public HostTensor targets(HostTensor images) {
        HostTensor out = module.forward(NormalizedBatch.of(images, AS_IT_IS));
        long[] shape = out.shape();
        if (shape.length == 4) {
            return patchesLast(out);
        }
        boolean cls = shape.length == 3 && isSquare(shape[1] - 1) && !isSquare(shape[1]);
        return cls ? withoutFirst(out) : out;
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
