package io.beitstream.model.training.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.Seeds;
import io.beitstream.model.training.step.LossModule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The loss of a task as it is without training: no dropping, no mixing, no code moves. */
public final class TaskLoss implements AutoCloseable {
    private final TaskInputs inputs;
    private final TorchModule module;

    private TaskLoss(TaskInputs inputs, TorchModule module) {
        this.inputs = inputs;
        this.module = module;
    }

    /**
     * Loads the network, and what its task needs besides.
     *
     * @param weights under the network's own names
     * @param options with a precision that is not auto
     */
    public static TaskLoss open(TrainingConfig config, StateDict weights, InferenceOptions options)
            throws IOException {
        TaskConfig task = config.task().unregularized();
        TaskInputs inputs = TaskInputs.open(task, options);
        try {
            LossModule network = new LossModule(task.network(1, false), inputs.loss());
            StateDict state = network.stateOf(weights, inputs.targetState());
            return new TaskLoss(
                    inputs,
                    TorchModule.load(
                            InferenceArchives.of(network, state, options),
                            new TorchDevice(options.device())));
        } catch (IOException | RuntimeException e) {
            inputs.close();
            throw e;
        }
    }

    /** What a step would report of these samples, by name: the figures, means over the samples. */
    public Map<String, Double> of(List<TrainingSample> samples) {
        Map<String, Double> figures = new LinkedHashMap<>();
        List<HostTensor> arguments = inputs.of(samples, Seeds.random(0, Seeds.EVALUATION, 0, 0));
        module.call("losses", arguments)
                .forEach(
                        (name, value) -> {
                            if (value.elements() == 1) {
                                figures.put(name, (double) value.toFloats()[0]);
                            }
                        });
        return figures;
    }

    @Override
    public void close() {
        module.close();
        inputs.close();
    }
}
