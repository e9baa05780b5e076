package io.beitstream.model.training.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.Loss;
import io.beitstream.model.training.step.ReplicaModule;
import io.beitstream.model.training.step.TrainingStepModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network in training on one device, with what makes its inputs of samples. Not thread-safe.
 *
 * @param random whether something in the network is
 */
record NetworkOnDevice(TaskInputs inputs, TorchModule module, boolean random)
        implements AutoCloseable {
    /** The module to load, and its tensors. */
    private record Loaded(ScriptModule module, StateDict state) {}

    private interface Load {
        Loaded of(ScriptModule network, Loss loss, StateDict targets);
    }

    /**
     * The one that takes the steps: a {@link TrainingStepModule}.
     *
     * @param options with a precision that is not auto
     */
    static NetworkOnDevice withOptimizer(
            TrainingConfig config, StateDict saved, InferenceOptions options) throws IOException {
        return open(
                config,
                options,
                (network, loss, targets) -> {
                    TrainingStepModule module =
                            new TrainingStepModule(
                                    network,
                                    loss,
                                    config.optimizer().adamW(),
                                    config.microBatches(),
                                    config.task().weightRules());
                    return new Loaded(module, OptimizerState.completed(module, saved, targets));
                });
    }

    /** One that gives gradients only: a {@link ReplicaModule}. */
    static NetworkOnDevice replica(TrainingConfig config, StateDict saved, InferenceOptions options)
            throws IOException {
        return open(
                config,
                options,
                (network, loss, targets) -> {
                    ReplicaModule module =
                            new ReplicaModule(network, loss, config.task().weightRules());
                    return new Loaded(module, OptimizerState.without(module, saved, targets));
                });
    }

    private static NetworkOnDevice open(TrainingConfig config, InferenceOptions options, Load load)
            throws IOException {
        TaskInputs inputs = TaskInputs.open(config, options);
        try {
            ScriptModule network = config.networkInTraining();
            Loss loss = config.observesParts() ? inputs.loss().observing() : inputs.loss();
            Loaded loaded = load.of(network, loss, inputs.targetState());
            DType computeType = DType.of(options.precision());
            ScriptArchive archive =
                    ScriptArchive.forTraining(
                            loaded.module(),
                            loaded.state(),
                            computeType,
                            InferenceArchives.kernels(options.device(), computeType));
            TorchModule module = TorchModule.load(archive, new TorchDevice(options.device()));
            return new NetworkOnDevice(inputs, module, !network.drawing().isEmpty());
        } catch (IOException | RuntimeException e) {
            inputs.close();
            throw e;
        }
    }

    /** Calls a method that takes a micro-batch, and then some scalars. */
    Map<String, HostTensor> call(String method, MicroBatch part, List<HostTensor> scalars) {
        List<HostTensor> arguments = new ArrayList<>(arguments(part));
        arguments.addAll(scalars);
        return module.callInTurn(method, arguments);
    }

    /** Calls a method that takes a micro-batch, and leaves an output on the device. */
    TorchModule.Kept callKeeping(String kept, String method, MicroBatch part) {
        return module.callInTurnKeeping(kept, method, arguments(part));
    }

    private List<HostTensor> arguments(MicroBatch part) {
        seed(part);
        return inputs.of(part.samples(), part.mixing());
    }

    /** Seeds what is random in the network. */
    void seed(MicroBatch part) {
        if (random) {
            module.call("seed", List.of(HostTensor.ofLongs(new long[] {part.seed()}, 1)));
        }
    }

    @Override
    public void close() {
        module.close();
        inputs.close();
    }
}
