package io.beitstream.model.training.step;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The moving average of a network's parameters, as buffers of its step module. */
public final class WeightAverages {
    static final String BUFFER = "average_";

    private WeightAverages() {}

    /**
     * The buffers before the first step: the parameters themselves; none without an average.
     *
     * @param weights under the network's own names
     */
    public static Map<String, HostTensor> start(
            ScriptModule network, WeightRules rules, StateDict weights) {
        Map<String, HostTensor> buffers = new LinkedHashMap<>();
        if (rules.average()) {
            List<LearnedParameters.Learned> all = LearnedParameters.of(network, rules).all();
            for (int i = 0; i < all.size(); i++) {
                buffers.put(BUFFER + i, weights.get(all.get(i).name()));
            }
        }
        return buffers;
    }

    /**
     * The network's weights with the averages in the place of its parameters; as they are without.
     *
     * @param saved the state of the step module
     */
    public static StateDict of(ScriptModule network, WeightRules rules, StateDict saved) {
        Map<String, HostTensor> weights =
                new LinkedHashMap<>(saved.withoutPrefix(TrainingStepModule.PREFIX).asMap());
        if (rules.average()) {
            List<LearnedParameters.Learned> all = LearnedParameters.of(network, rules).all();
            for (int i = 0; i < all.size(); i++) {
                weights.put(all.get(i).name(), saved.get(BUFFER + i));
            }
        }
        return new StateDict(weights);
    }
}
