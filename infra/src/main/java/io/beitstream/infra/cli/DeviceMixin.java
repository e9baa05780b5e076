package io.beitstream.infra.cli;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of where networks run, and in what. */
final class DeviceMixin {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description =
                    "cpu, gpu or gpu:N; fails if the GPU is not there (default: ${DEFAULT-VALUE})")
    private String device;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            description =
                    "of matrix products: fp32, bf16, fp16 (GPUs, not for training), int8 (the cpu, not for training), or auto, the fastest on the device that keeps the numbers (default: auto)")
    private @Nullable String precision;

    String device() {
        return device;
    }

    /** What was asked for; null if nothing was. */
    @Nullable Precision precision() {
        return precision == null ? null : Precision.of(precision);
    }

    InferenceOptions options() {
        Precision asked = precision();
        return new InferenceOptions(device, asked == null ? Precision.AUTO : asked);
    }
}
