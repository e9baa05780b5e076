package io.beitstream.model.training.step;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.LearnedParameters.Learned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A network with its optimiser: one call computes the losses, the gradients, clips them by their
 * global norm and takes one step of AdamW, all inside libtorch. The moments are buffers of this
 * module, so its state dict is all there is to save.
 *
 * <ul>
 *   <li>{@code gradients(inputs...)}: the loss, and the gradient of every parameter that it
 *       reaches, by name.
 *   <li>{@code accumulate(inputs...)}: what the network reports; its gradients are kept for the
 *       step. Only for more than one micro-batch a step, as are:
 *   <li>{@code add(bucket)}: keeps the gradients that a {@link ReplicaModule} has computed; {@code
 *       see(rows, codes)}: and what a network that observes whole batches is to see of its part.
 *   <li>{@code finish(step, rate, decay)}: the step of what is kept, in place of one whose last
 *       gradients are computed here, and {@code grad_norm}.
 *   <li>{@code bucket()}: all that training changes of the network, one after the other {@code
 *       (P)}.
 *   <li>{@code step(inputs..., step, rate, decay)}: float64 scalars, the step's number from 1, the
 *       learning rate and the weight decay, to what the network reports and {@code grad_norm}
 *       (before clipping) {@code (1)}. Where the optimiser skips what is not finite, such a step
 *       changes no weight, moment, code or average, and {@code skipped_steps} counts them in a row.
 *   <li>{@code seed(seed)}: seeds, by an int64, what is random in the network; only if something
 *       is.
 *   <li>{@code weights()}: every parameter by name.
 *   <li>{@code state()}: every tensor that is to be saved, by its name in this module.
 * </ul>
 */
public final class TrainingStepModule extends ScriptModule {
    /** The child that holds the network. */
    public static final String NETWORK = "network";

    /** The child that knows what the network is to learn, if the inputs do not say it. */
    static final String TARGETS = "targets";

    /** What stands before the names of the network's tensors. */
    public static final String PREFIX = NETWORK + ".";

    private static final String FIRST_MOMENT = "exp_avg_";
    private static final String SECOND_MOMENT = "exp_avg_sq_";
    private static final String SUM = "gradient_sum_";
    private static final HostTensor NO_ROWS = HostTensor.ofFloats(new float[0], 0);
    private static final HostTensor NO_CODES = HostTensor.ofLongs(new long[0], 0);

    /** Steps skipped in a row; only where steps can be. */
    public static final String SKIPPED = "skipped";

    /** What stands before the names of tensors that hold something within a step only. */
    private static final String PENDING = "pending_";

    private static final String BEFORE = PENDING + "before_";

    /**
     * @param loss what of the network is learned from which inputs
     * @param microBatches number of micro-batches whose mean gradient makes one step
     */
    public TrainingStepModule(ScriptModule network, Loss loss, AdamW optimizer, int microBatches) {
        this(network, loss, optimizer, microBatches, WeightRules.NONE);
    }

    /** The same, whose parameters do not all take the same step. */
    public TrainingStepModule(
            ScriptModule network, Loss loss, AdamW optimizer, int microBatches, WeightRules rules) {
        child(NETWORK, network);
        if (loss.targets() != null) {
            frozenChild(TARGETS, loss.targets());
        }
        LearnedParameters parameters = LearnedParameters.of(network, rules);
        List<Learned> learned = parameters.all();
        declareBuffers(FIRST_MOMENT, learned);
        declareBuffers(SECOND_MOMENT, learned);
        attribute("beta1", optimizer.beta1());
        attribute("beta2", optimizer.beta2());
        attribute("epsilon", optimizer.epsilon());
        attribute("clip", optimizer.clipGradientNorm());
        attribute("micro_batches", microBatches);
        declareLists(learned);
        if (!network.drawing().isEmpty()) {
            method(NetworkMethods.seed(network));
        }
        boolean accumulates = microBatches > 1;
        if (accumulates) {
            declareBuffers(SUM, learned);
            method(list("gradient_sums", SUM, learned.size()));
            method(NetworkMethods.tensors(network));
            method(ReplicaMethods.ADD);
            method(ReplicaMethods.BUCKET);
        }
        declareObservation(loss.observes());
        declareUpdate(parameters.groups());
        declareAverages(learned, rules);
        declareSkipping(network, optimizer.skipsNonFinite());
        method(GradientMethods.found(network));
        declareSteps(loss, accumulates);
        method(stateMethod());
    }

    /** Whether a tensor of this module belongs to the optimiser, and not to a network. */
    public static boolean isOptimizerState(String name) {
        return !name.startsWith(PREFIX) && !name.startsWith(TARGETS + ".");
    }

    /** The tensors of the frozen child under the names that they have here. */
    public static StateDict targetState(StateDict targets) {
        return targets.withPrefix(TARGETS + ".");
    }

    private void declareBuffers(String prefix, List<Learned> learned) {
        for (int i = 0; i < learned.size(); i++) {
            buffer(prefix + i, Initializer.zeros(), learned.get(i).slot().shape());
        }
    }

    /** One step of the optimiser: group by group, each with its share of the rate. */
    private void declareUpdate(List<LearnedParameters.Group> groups) {
        StringBuilder source =
                new StringBuilder(
                        "def update(self, gradients: List[Tensor], step: Tensor, rate: float,"
                                + " decay: float) -> Tensor:\n"
                                + "    written = torch.zeros([1], device=step.device)\n");
        for (int i = 0; i < groups.size(); i++) {
            LearnedParameters.Group group = groups.get(i);
            attribute("share_" + i, group.share());
            source.append(
                    "    written = written + self.adamw(gradients, %d, %d, step, rate * self.share_%d, %s)\n"
                            .formatted(
                                    group.first(),
                                    group.end(),
                                    i,
                                    group.decays() ? "decay" : "0.0"));
        }
        method(source.append("    return written").toString());
    }

    private void declareObservation(boolean observes) {
        if (observes) {
            derived("seen_rows", NO_ROWS);
            derived("seen_codes", NO_CODES);
        }
        method(observes ? StepMethods.OBSERVATION : StepMethods.NO_OBSERVATION);
    }

    private void declareAverages(List<Learned> learned, WeightRules rules) {
        if (rules.average()) {
            declareBuffers(WeightAverages.BUFFER, learned);
            attribute("average_rate", 1 - rules.averageDecay());
            method(list("averages", WeightAverages.BUFFER, learned.size()));
        }
        method(rules.average() ? StepMethods.AVERAGES : StepMethods.NO_AVERAGES);
    }

    private void declareSkipping(ScriptModule network, boolean skips) {
        if (!skips) {
            method(StepMethods.ALWAYS);
            return;
        }
        buffer(SKIPPED, Initializer.zeros(), 1);
        buffer(PENDING + "parts", Initializer.zeros(), 1);
        buffer(PENDING + "loss", Initializer.zeros(), 1);
        StringBuilder remember = new StringBuilder("def remember(self) -> None:\n    pass\n");
        StringBuilder restore = new StringBuilder("def restore(self) -> None:\n    pass\n");
        int count = 0;
        for (Map.Entry<String, Slot> entry : network.namedSlots().entrySet()) {
            Slot.Role role = entry.getValue().role();
            if (role == Slot.Role.BUFFER || role == Slot.Role.FROZEN) {
                String before = BEFORE + count++;
                String now = path(PREFIX + entry.getKey());
                buffer(before, Initializer.zeros(), entry.getValue().shape());
                remember.append("    self.%s = %s.clone()\n".formatted(before, now));
                restore.append("    %s = self.%s.clone()\n".formatted(now, before));
            }
        }
        method(remember.toString());
        method(restore.toString());
        method(StepMethods.UNLESS_NOT_FINITE);
    }

    private void declareLists(List<Learned> learned) {
        int count = learned.size();
        String names =
                learned.stream().map(p -> '"' + p.name() + '"').collect(Collectors.joining(", "));
        method(NetworkMethods.parameters(learned));
        method("def names(self) -> List[str]:\n    return [" + names + "]");
        method(list("first_moments", FIRST_MOMENT, count));
        method(list("second_moments", SECOND_MOMENT, count));
    }

    private static String list(String method, String prefix, int count) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add("self." + prefix + i);
        }
        return "def %s(self) -> List[Tensor]:\n    return [%s]"
                .formatted(method, String.join(", ", fields));
    }

    /**
     * The expression for a dotted name: children with numbers for names are not attributes to the
     * parser.
     */
    static String path(String name) {
        String expression = "self";
        for (String part : name.split("\\.")) {
            expression =
                    Character.isDigit(part.charAt(0))
                            ? "getattr(" + expression + ", \"" + part + "\")"
                            : expression + "." + part;
        }
        return expression;
    }

    private void declareSteps(Loss loss, boolean accumulates) {
        String declared = loss.declaredInputs();
        String losses = loss.expression();
        method(GradientMethods.DIFFERENTIATE);
        method(StepMethods.ADAMW);
        method(StepMethods.REPORT);
        method(StepMethods.ADVANCE);
        method(StepMethods.CONCLUDE);
        method(accumulates ? StepMethods.MEAN_OF_MICRO_BATCHES : StepMethods.ONE_MICRO_BATCH);
        if (accumulates) {
            method(StepMethods.ACCUMULATE.replace("DECLARED", declared).replace("LOSSES", losses));
            method(StepMethods.FINISH);
        }
        method(StepMethods.GRADIENTS.replace("DECLARED", declared).replace("LOSSES", losses));
        method(StepMethods.STEP.replace("DECLARED", declared).replace("LOSSES", losses));
        method(StepMethods.WEIGHTS);
    }

    private String stateMethod() {
        StringBuilder source =
                new StringBuilder(
                        "def state(self) -> Dict[str, Tensor]:\n"
                                + "    outputs = annotate(Dict[str, Tensor], {})\n");
        namedSlots()
                .forEach(
                        (name, slot) -> {
                            if (slot.role() != Slot.Role.DERIVED
                                    && !name.startsWith(SUM)
                                    && !name.startsWith(PENDING)
                                    && !name.startsWith(TARGETS + ".")) {
                                source.append(
                                        "    outputs[\"%s\"] = %s.detach()\n"
                                                .formatted(name, path(name)));
                            }
                        });
        return source.append("    return outputs").toString();
    }
}
