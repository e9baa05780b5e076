package io.beitstream.model.training.task;

import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.ReplicaModule;
import io.beitstream.model.training.step.TrainingStepModule;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes complete states of what is saved. */
final class OptimizerState {
    private OptimizerState() {}

    /**
     * The state of a step module from saved tensors: what is derived is computed, and optimiser
     * tensors that were not saved start at zero.
     *
     * @param targets the tensors of the frozen module, which are not saved
     */
    static StateDict completed(TrainingStepModule module, StateDict saved, StateDict targets) {
        Map<String, HostTensor> state = new LinkedHashMap<>(saved.asMap());
        state.putAll(TrainingStepModule.targetState(targets).asMap());
        if (!module.namedSlots().containsKey(TrainingStepModule.SKIPPED)) {
            state.remove(TrainingStepModule.SKIPPED); // by a run that now takes every step
        }
        for (Map.Entry<String, Slot> entry : module.namedSlots().entrySet()) {
            Slot slot = entry.getValue();
            String name = entry.getKey();
            if (slot.role() != Slot.Role.DERIVED && TrainingStepModule.isOptimizerState(name)) {
                state.computeIfAbsent(
                        name, unsaved -> slot.initializer().create(slot.shape(), () -> 0));
            }
        }
        return module.stateFrom(new StateDict(state));
    }

    /** The state of a replica from the same tensors: without those of the optimiser. */
    static StateDict without(ReplicaModule module, StateDict saved, StateDict targets) {
        Map<String, HostTensor> state = new LinkedHashMap<>(saved.asMap());
        state.keySet().removeIf(TrainingStepModule::isOptimizerState);
        state.putAll(TrainingStepModule.targetState(targets).asMap());
        return module.stateFrom(new StateDict(state));
    }
}
