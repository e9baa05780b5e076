package io.beitstream.infra.cli;

import io.beitstream.infra.training.BatchShares;
import io.beitstream.jobs.device.DeviceRequest;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.inference.Gpus;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of how trainers, and the devices of a trainer, share a batch. */
final class SharesMixin {
    @Option(
            names = "--global-batch",
            paramLabel = "N",
            description =
                    "images that all trainers together take in a step, whatever their number; in place of --batch-size")
    private @Nullable Integer globalBatch;

    @Option(
            names = "--devices",
            paramLabel = "all|N|LIST",
            description =
                    "devices of each trainer, which share its micro-batches: all, a number of GPUs, or a list such as gpu:0,gpu:1; in place of --device")
    private @Nullable String devices;

    /**
     * What all trainers take; null if nothing was named.
     *
     * @param each what one takes, if that was named
     */
    @Nullable Integer globalBatch(@Nullable Integer each) {
        if (globalBatch != null && each != null) {
            throw new IllegalArgumentException("name --batch-size or --global-batch, not both");
        }
        return globalBatch;
    }

    /**
     * What a trainer works on.
     *
     * @param device the one that was named in the other way
     */
    DeviceRequest request(String device) {
        if (devices != null && !device.equals("cpu")) {
            throw new IllegalArgumentException("name --device or --devices, not both");
        }
        return DeviceRequest.parse(devices == null ? device : devices);
    }

    /**
     * The same where the devices are this machine's: all of them are shared by the trainers.
     *
     * @throws io.beitstream.model.DeviceException if one is not there
     */
    DeviceRequest local(DeviceRequest request, int trainers) {
        int visible = request.isAll() || request.gpus() > 0 ? Gpus.count() : 0;
        if (request.isAll()) {
            return DeviceRequest.parse(
                    visible == 0 ? "cpu" : Integer.toString(Math.max(1, visible / trainers)));
        }
        if (request.gpus() > visible) {
            throw Gpus.unavailable(Gpus.name(request.gpus() - 1), visible);
        }
        request.named()
                .forEach(
                        name ->
                                ModelLoader.requireDevice(
                                        new InferenceOptions(name, Precision.FP32)));
        return request;
    }

    /** The settings of each trainer; see {@link BatchShares}. */
    TrainingConfig shared(
            TrainingConfig asked,
            @Nullable TrainingConfig run,
            boolean partsNamed,
            DeviceRequest request,
            PrintWriter writer) {
        int devicesEach = request.count().orElse(1);
        return new BatchShares(
                        run,
                        partsNamed,
                        devicesEach,
                        warning -> writer.println("warning: " + warning))
                .of(asked);
    }
}
