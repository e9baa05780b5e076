package io.beitstream.model.training.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.engine.DeviceTensor;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The devices of one trainer. All hold the network, the first the optimiser too. They compute the
 * micro-batches of a step in turn, device by device; the first adds up the gradients in the order
 * of the micro-batches, takes the step and hands the new weights round. So however many there are,
 * and each of them alone, they come to the same weights, to the bit.
 */
final class TrainerDevices implements AutoCloseable {
    private final NetworkOnDevice first;
    private final List<Replica> others;

    private TrainerDevices(NetworkOnDevice first, List<Replica> others) {
        this.first = first;
        this.others = others;
    }

    /**
     * Loads the network.
     *
     * @param saved tensors of a training state
     * @param devices at least one, and no more than there are micro-batches
     */
    static TrainerDevices open(TrainingConfig config, StateDict saved, List<String> devices)
            throws IOException {
        InferenceOptions options =
                PrecisionChooser.ofThisMachine()
                        .settleForTraining(
                                new InferenceOptions(devices.get(0), config.precision()));
        TrainerDevices opened =
                new TrainerDevices(
                        NetworkOnDevice.withOptimizer(config, saved, options), new ArrayList<>());
        try {
            for (String device : devices.subList(1, devices.size())) {
                InferenceOptions alike = new InferenceOptions(device, options.precision());
                NetworkOnDevice network = NetworkOnDevice.replica(config, saved, alike);
                opened.others.add(new Replica(network, device));
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Takes one step.
     *
     * @param schedule number of the step, learning rate and weight decay
     * @param report takes what the network reports of each micro-batch, in their order, and of the
     *     step
     */
    void step(
            List<MicroBatch> parts,
            List<HostTensor> schedule,
            Consumer<Map<String, HostTensor>> report) {
        if (others.isEmpty()) {
            MicroBatch last = parts.get(parts.size() - 1);
            for (MicroBatch part : parts.subList(0, parts.size() - 1)) {
                report.accept(first.call("accumulate", part, List.of()));
            }
            report.accept(first.call("step", last, schedule));
        } else {
            accumulate(parts, report);
            first.seed(parts.get(parts.size() - 1));
            report.accept(first.module().callInTurn("finish", schedule));
            handRound();
        }
    }

    private void accumulate(List<MicroBatch> parts, Consumer<Map<String, HostTensor>> report) {
        int devices = 1 + others.size();
        for (int device = 1; device < devices; device++) {
            others.get(device - 1).begin(parts.get(device));
        }
        for (int i = 0; i < parts.size(); i++) {
            int device = i % devices;
            if (device == 0) {
                report.accept(first.call("accumulate", parts.get(i), List.of()));
                continue;
            }
            Replica replica = others.get(device - 1);
            try (TorchModule.Kept gradients = replica.gradients()) {
                if (i + devices < parts.size()) {
                    replica.begin(parts.get(i + devices));
                }
                add(gradients);
                report.accept(gradients.read());
            }
        }
    }

    private void add(TorchModule.Kept gradients) {
        first.module().call("add", gradients.kept(), List.of());
        HostTensor rows = gradients.read().get("rows");
        HostTensor codes = gradients.read().get("codes");
        if (rows != null && codes != null) {
            first.module().call("see", List.of(rows, codes));
        }
    }

    private void handRound() {
        try (TorchModule.Kept weights =
                first.module().callInTurnKeeping(TorchModule.RESULT, "bucket", List.of())) {
            DeviceTensor bucket = weights.kept();
            List<CompletableFuture<Void>> begun =
                    others.stream().map(replica -> replica.load(bucket)).toList();
            begun.forEach(Replica::joined);
        }
    }

    /** All that is to be saved, by the names of the step module. */
    Map<String, HostTensor> state() {
        return first.module().call("state", List.of());
    }

    @Override
    public void close() {
        others.forEach(Replica::close);
        first.close();
    }
}
