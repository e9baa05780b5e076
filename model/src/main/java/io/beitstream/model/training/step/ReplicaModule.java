package io.beitstream.model.training.step;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.training.step.LearnedParameters.Learned;
import java.util.List;

/**
 * A copy of the network of a {@link TrainingStepModule} on another device: it gives gradients, and
 * takes the weights that the step makes of them.
 *
 * <ul>
 *   <li>{@code differentiate_all(inputs...)}: what the network reports, and as {@code bucket} the
 *       gradients of all parameters one after the other {@code (P)}.
 *   <li>{@code load(bucket)}: takes over {@link TrainingStepModule}'s {@code bucket()}.
 * </ul>
 */
public final class ReplicaModule extends ScriptModule {
    /**
     * @param loss as that of the step module
     * @param rules that put the parameters in their order
     */
    public ReplicaModule(ScriptModule network, Loss loss, WeightRules rules) {
        child(TrainingStepModule.NETWORK, network);
        if (loss.targets() != null) {
            frozenChild(TrainingStepModule.TARGETS, loss.targets());
        }
        List<Learned> learned = LearnedParameters.of(network, rules).all();
        method(NetworkMethods.parameters(learned));
        method(NetworkMethods.tensors(network));
        if (!network.drawing().isEmpty()) {
            method(NetworkMethods.seed(network));
        }
        method(GradientMethods.found(network));
        method(GradientMethods.DIFFERENTIATE);
        method(
                ReplicaMethods.DIFFERENTIATE_ALL
                        .replace("DECLARED", loss.declaredInputs())
                        .replace("LOSSES", loss.expression()));
        method(ReplicaMethods.LOAD);
    }
}
