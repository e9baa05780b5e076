package io.beitstream.infra.cli;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import picocli.CommandLine.Option;

/** The options of networks: device, precision and largest batch. */
final class InferenceMixin {
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
            defaultValue = "fp32",
            description =
                    "fp32, bf16, or fp16 on GPUs: the type of matrix products (default: ${DEFAULT-VALUE})")
    private String precision;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "8",
            description = "largest micro-batch (default: ${DEFAULT-VALUE})")
    private int batchSize;

    InferenceOptions options() {
        return new InferenceOptions(device, Precision.of(precision));
    }

    int batchSize() {
        if (batchSize < 1) {
            throw new IllegalArgumentException("--batch-size must be at least 1");
        }
        return batchSize;
    }
}
