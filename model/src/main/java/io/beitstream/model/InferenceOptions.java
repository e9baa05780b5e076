package io.beitstream.model;

import java.io.Serializable;

/**
 * The device and the precision that a network runs with.
 *
 * @param device {@code cpu}, {@code gpu} (any; the first, where nobody chooses) or {@code gpu:N};
 *     asking for a GPU that is not there fails
 */
public record InferenceOptions(String device, Precision precision) implements Serializable {
    /** On the CPU in fp32. */
    public static final InferenceOptions CPU_FP32 = new InferenceOptions("cpu", Precision.FP32);

    public InferenceOptions {
        if (!device.matches("cpu|gpu(:\\d{1,3})?")) {
            throw new IllegalArgumentException(
                    "unknown device '" + device + "': use cpu, gpu or gpu:N");
        }
        if (precision == Precision.FP16 && device.equals("cpu")) {
            throw new IllegalArgumentException(
                    "fp16 runs on GPUs only: use bf16 or fp32 on the cpu");
        }
        if (precision == Precision.INT8 && !device.equals("cpu")) {
            throw new IllegalArgumentException(
                    "int8 runs on the cpu only: use auto, bf16 or fp16 on a GPU");
        }
    }

    /** The same on another device. */
    public InferenceOptions on(String newDevice) {
        return new InferenceOptions(newDevice, precision);
    }
}
