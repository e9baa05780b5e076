package io.beitstream.model.training.run;

import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.TrainingStepModule;
import io.beitstream.model.training.task.RoundConfig;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.task.TrainingState;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DiLoCo's outer step (arXiv 2311.08105, algorithm 1): the mean change of all trainers is taken for
 * a gradient, and parameters move along it by SGD with Nesterov momentum.
 *
 * <p>Everything else is averaged. The paper keeps each worker's Adam moments to itself; averaging
 * them makes a round's result one state that any number of trainers can go on from. The codebook,
 * which moves without gradients, is merged code by code.
 */
public final class RoundMerge {
    private static final String CODES = TrainingStepModule.PREFIX + VqkdTokenizerModule.CODES;
    private static final String USAGE = TrainingStepModule.NETWORK + ".quantize.cluster_size";

    private final RoundConfig config;
    private final Map<String, Slot> slots;

    public RoundMerge(TrainingConfig config) {
        this.config = config.rounds();
        this.slots = config.network().namedSlots();
    }

    /**
     * The result of a merge: the state to go on from, and the momentum for the next merge; empty
     * without.
     */
    public record Merged(TrainingState state, StateDict momentum) {}

    /**
     * Merges.
     *
     * @param before what all trainers started the round with
     * @param after what each has come to, at least one
     * @param momentum of the last merge; empty before the first
     */
    public Merged merge(TrainingState before, List<TrainingState> after, StateDict momentum) {
        Map<String, HostTensor> codebook = codebook(after);
        Map<String, HostTensor> merged = new LinkedHashMap<>();
        Map<String, HostTensor> velocities = new LinkedHashMap<>();
        for (String name : after.get(0).tensors().names()) {
            HostTensor code = codebook.get(name);
            if (code != null) {
                merged.put(name, code);
                continue;
            }
            if (name.equals(TrainingStepModule.SKIPPED)) {
                merged.put(name, most(after, name));
                continue;
            }
            float[] mean = mean(after, name);
            HostTensor first = after.get(0).tensors().get(name);
            if (isParameter(name)) {
                float[] start = before.tensors().get(name).toFloats();
                HostTensor last = momentum.find(name);
                float[] velocity = last == null ? new float[mean.length] : last.toFloats();
                nesterov(start, mean, velocity);
                if (config.outerMomentum() > 0) {
                    velocities.put(name, HostTensor.ofFloats(velocity, first.shape()));
                }
            }
            merged.put(name, HostTensor.ofFloats(mean, first.shape()));
        }
        int step = after.get(0).step();
        return new Merged(
                new TrainingState(step, new StateDict(merged)), new StateDict(velocities));
    }

    private boolean isParameter(String name) {
        String prefix = TrainingStepModule.PREFIX;
        Slot slot = name.startsWith(prefix) ? slots.get(name.substring(prefix.length())) : null;
        return slot != null && slot.role() == Slot.Role.PARAMETER;
    }

    /** The longest row of skipped steps: a trainer that takes none must not hide behind another. */
    private static HostTensor most(List<TrainingState> states, String name) {
        float most = 0;
        for (TrainingState state : states) {
            most = Math.max(most, state.tensors().get(name).toFloats()[0]);
        }
        return HostTensor.ofFloats(new float[] {most}, 1);
    }

    private static float[] mean(List<TrainingState> states, String name) {
        double[] sum = new double[Math.toIntExact(states.get(0).tensors().get(name).elements())];
        for (TrainingState state : states) {
            HostTensor tensor = state.tensors().get(name);
            if (tensor.type() != DType.FLOAT32) {
                throw new IllegalStateException(name + " is " + tensor + ", not fp32");
            }
            float[] values = tensor.toFloats();
            for (int i = 0; i < values.length; i++) {
                sum[i] += values[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / states.size());
        }
        return mean;
    }

    /** Replaces {@code mean} by the new parameters and {@code velocity} by the new momentum. */
    private void nesterov(float[] start, float[] mean, float[] velocity) {
        double rate = config.outerLearningRate();
        double momentum = config.outerMomentum();
        if (rate == 1 && momentum == 0) {
            return; // the mean itself, without a detour through rounding
        }
        for (int i = 0; i < mean.length; i++) {
            double gradient = (double) start[i] - mean[i];
            velocity[i] = (float) (momentum * velocity[i] + gradient);
            mean[i] = (float) (start[i] - rate * (gradient + momentum * velocity[i]));
        }
    }

    /** The merged codebook and its usage under their names; empty without a codebook. */
    private static Map<String, HostTensor> codebook(List<TrainingState> after) {
        HostTensor codes = after.get(0).tensors().find(CODES);
        if (codes == null) {
            return Map.of();
        }
        HostTensor usage = after.get(0).tensors().get(USAGE);
        float[] intoCodes = new float[Math.toIntExact(codes.elements())];
        float[] intoUsage = new float[Math.toIntExact(usage.elements())];
        new CodebookMerge(floats(after, CODES), floats(after, USAGE)).merge(intoCodes, intoUsage);
        return Map.of(
                CODES, HostTensor.ofFloats(intoCodes, codes.shape()),
                USAGE, HostTensor.ofFloats(intoUsage, usage.shape()));
    }

    private static List<float[]> floats(List<TrainingState> states, String name) {
        return states.stream().map(state -> state.tensors().get(name).toFloats()).toList();
    }
}
