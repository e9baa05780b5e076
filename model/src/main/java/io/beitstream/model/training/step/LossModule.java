package io.beitstream.model.training.step;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network with what it is to learn, and no optimiser: {@code losses(inputs...)} is what a step
 * would report of the inputs before it moved anything.
 */
public final class LossModule extends ScriptModule {
    public LossModule(ScriptModule network, Loss loss) {
        child(TrainingStepModule.NETWORK, network);
        if (loss.targets() != null) {
            frozenChild(TrainingStepModule.TARGETS, loss.targets());
        }
        method(
                "def losses(self, %s) -> Dict[str, Tensor]:\n    return %s"
                        .formatted(loss.declaredInputs(), loss.expression()));
    }

    /**
     * The tensors of this module.
     *
     * @param network its own names
     * @param targets of the frozen module
     */
    public StateDict stateOf(StateDict network, StateDict targets) {
        Map<String, HostTensor> state =
                new LinkedHashMap<>(network.withPrefix(TrainingStepModule.PREFIX).asMap());
        state.putAll(TrainingStepModule.targetState(targets).asMap());
        return stateFrom(new StateDict(state));
    }
}
