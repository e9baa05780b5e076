package io.beitstream.infra.cli;

import io.beitstream.model.InferenceOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of networks: where they run, and the largest batch. */
final class InferenceMixin {
    @Mixin private DeviceMixin device;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "8",
            description = "largest micro-batch (default: ${DEFAULT-VALUE})")
    private int batchSize;

    InferenceOptions options() {
        return device.options();
    }

    int batchSize() {
        if (batchSize < 1) {
            throw new IllegalArgumentException("--batch-size must be at least 1");
        }
        return batchSize;
    }
}
