package io.beitstream.model.verification;

import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.tensor.HostTensor;

/** What a teacher sees of the tokenizer's input (reference section 2.6). */
final class TeacherInput {
    private TeacherInput() {}

    /** From {@code (B, 3, H, W)} in [-1, 1] to the teacher's channel statistics. */
    static HostTensor normalized(HostTensor image, Statistics statistics) {
        float[] values = image.toFloats();
        int plane = Math.toIntExact(image.shape()[2] * image.shape()[3]);
        for (int i = 0; i < values.length; i++) {
            int channel = i / plane % 3;
            double unit = Math.max(0, Math.min(255, (values[i] + 1) * 127.5)) / 255;
            values[i] = (float) ((unit - statistics.mean()[channel]) / statistics.std()[channel]);
        }
        return HostTensor.ofFloats(values, image.shape());
    }
}
