package io.beitstream.model.conversion;

import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** torch's joint projection of a multi-head attention, whose queries come from elsewhere here. */
final class InProjection {
    private static final List<String> KINDS = List.of("weight", "bias");

    private InProjection() {}

    /** Makes {@code q.*} and {@code kv.*} of {@code in_proj_*}. */
    static void split(Weights weights, String theirs, String ours) {
        for (String kind : KINDS) {
            List<HostTensor> thirds =
                    StackedTensor.parts(weights.remove(theirs + "in_proj_" + kind), 3);
            StackedTensor keysAndValues = new StackedTensor(2);
            keysAndValues.put(0, thirds.get(1));
            keysAndValues.put(1, thirds.get(2));
            weights.put(ours + "q." + kind, thirds.get(0));
            weights.put(ours + "kv." + kind, keysAndValues.joined(ours + "kv." + kind));
        }
    }

    /** The way back. */
    static StateDict join(StateDict state, String ours, String theirs) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>(state.asMap());
        for (String kind : KINDS) {
            HostTensor queries = state.get(ours + "q." + kind);
            List<HostTensor> others = StackedTensor.parts(state.get(ours + "kv." + kind), 2);
            StackedTensor all = new StackedTensor(3);
            all.put(0, queries);
            all.put(1, others.get(0));
            all.put(2, others.get(1));
            tensors.put(theirs + "in_proj_" + kind, all.joined(theirs + kind));
            tensors.remove(ours + "q." + kind);
            tensors.remove(ours + "kv." + kind);
        }
        return new StateDict(tensors);
    }
}
