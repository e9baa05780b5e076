package io.beitstream.model.training;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;
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
 *       step. Only for more than one micro-batch a step.
 *   <li>{@code step(inputs..., step, rate, decay)}: float64 scalars, the step's number from 1, the
 *       learning rate and the weight decay, to what the network reports and {@code grad_norm}
 *       (before clipping) {@code (1)}.
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

    private record Learned(String name, Slot slot) {}

    /**
     * @param loss what of the network is learned from which inputs
     * @param microBatches number of micro-batches whose mean gradient makes one step
     */
    public TrainingStepModule(ScriptModule network, Loss loss, AdamW optimizer, int microBatches) {
        child(NETWORK, network);
        if (loss.targets() != null) {
            frozenChild(TARGETS, loss.targets());
        }
        List<Learned> learned = new ArrayList<>();
        for (Map.Entry<String, Slot> entry : network.namedSlots().entrySet()) {
            if (entry.getValue().role() == Slot.Role.PARAMETER) {
                learned.add(new Learned(entry.getKey(), entry.getValue()));
            }
        }
        // The parameters that decay come first, so that each group is one stretch of the list.
        learned.sort((a, b) -> Boolean.compare(decays(b), decays(a)));
        declareBuffers(FIRST_MOMENT, learned);
        declareBuffers(SECOND_MOMENT, learned);
        attribute("decaying", (int) learned.stream().filter(TrainingStepModule::decays).count());
        attribute("beta1", optimizer.beta1());
        attribute("beta2", optimizer.beta2());
        attribute("epsilon", optimizer.epsilon());
        attribute("clip", optimizer.clipGradientNorm());
        attribute("micro_batches", microBatches);
        declareLists(learned);
        boolean accumulates = microBatches > 1;
        if (accumulates) {
            declareBuffers(SUM, learned);
            method(list("gradient_sums", SUM, learned.size()));
        }
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

    private static boolean decays(Learned parameter) {
        return DecayRule.decays(parameter.name(), parameter.slot());
    }

    private void declareLists(List<Learned> learned) {
        int count = learned.size();
        String parameters =
                learned.stream()
                        .map(p -> path(PREFIX + p.name()))
                        .collect(Collectors.joining(", "));
        String names =
                learned.stream().map(p -> '"' + p.name() + '"').collect(Collectors.joining(", "));
        method("def parameters(self) -> List[Tensor]:\n    return [" + parameters + "]");
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
    private static String path(String name) {
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
        method(DIFFERENTIATE);
        method(ADAMW);
        method(REPORT);
        method(accumulates ? MEAN_OF_MICRO_BATCHES : ONE_MICRO_BATCH);
        if (accumulates) {
            method(ACCUMULATE.replace("DECLARED", declared).replace("LOSSES", losses));
        }
        method(GRADIENTS.replace("DECLARED", declared).replace("LOSSES", losses));
        method(STEP.replace("DECLARED", declared).replace("LOSSES", losses));
        method(WEIGHTS);
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
                                    && !name.startsWith(TARGETS + ".")) {
                                source.append(
                                        "    outputs[\"%s\"] = %s.detach()\n"
                                                .formatted(name, path(name)));
                            }
                        });
        return source.append("    return outputs").toString();
    }

    /**
     * Gradients are laid out like their parameters: that of a convolution over images whose
     * channels come last does so too, and the fused step goes by places in memory.
     */
    private static final String DIFFERENTIATE =
            """
            def differentiate(self, loss: Tensor) -> List[Tensor]:
                parameters = self.parameters()
                found = torch.grad([torch.sum(loss)], parameters, None, None, False, True)
                gradients = annotate(List[Tensor], [])
                for i in range(len(parameters)):
                    gradient = found[i]
                    if gradient is None:
                        torch.append(gradients, torch.zeros_like(parameters[i]))
                    else:
                        torch.append(gradients, gradient.contiguous())
                return gradients
            """;

    /**
     * Writes in place, and returns a sum over what it wrote: the compiler drops in-place operations
     * on lists whose results nobody reads, also when the lists hold the module's own tensors.
     */
    private static final String ADAMW =
            """
            def adamw(self, gradients: List[Tensor], first: int, end: int, step: Tensor, rate: float, decay: float) -> Tensor:
                values = annotate(List[Tensor], [])
                steps = annotate(List[Tensor], [])
                for parameter in self.parameters()[first:end]:
                    torch.append(values, parameter.detach())
                    torch.append(steps, step)
                firsts = self.first_moments()[first:end]
                seconds = self.second_moments()[first:end]
                torch._fused_adamw_(values, gradients[first:end], firsts, seconds, annotate(List[Tensor], []), steps, lr=rate, beta1=self.beta1, beta2=self.beta2, weight_decay=decay, eps=self.epsilon, amsgrad=False, maximize=False)
                written = torch.zeros([1], device=step.device)
                for i in range(len(values)):
                    written = written + values[i].flatten()[:1] + firsts[i].flatten()[:1] + seconds[i].flatten()[:1]
                return written
            """;

    private static final String REPORT =
            """
            def report(self, losses: Dict[str, Tensor]) -> Dict[str, Tensor]:
                outputs = annotate(Dict[str, Tensor], {})
                for name in torch.keys(losses):
                    outputs[name] = losses[name].detach()
                return outputs
            """;

    private static final String ONE_MICRO_BATCH =
            """
            def of_step(self, gradients: List[Tensor]) -> Tuple[List[Tensor], Tensor]:
                return gradients, torch.zeros([1], device=gradients[0].device)
            """;

    private static final String MEAN_OF_MICRO_BATCHES =
            """
            def of_step(self, gradients: List[Tensor]) -> Tuple[List[Tensor], Tensor]:
                sums = self.gradient_sums()
                means = annotate(List[Tensor], [])
                for i in range(len(gradients)):
                    torch.append(means, (sums[i] + gradients[i]) / self.micro_batches)
                torch._foreach_zero_(sums)
                written = torch.zeros([1], device=gradients[0].device)
                for i in range(len(sums)):
                    written = written + sums[i].flatten()[:1]
                return means, written
            """;

    private static final String ACCUMULATE =
            """
            def accumulate(self, DECLARED) -> Dict[str, Tensor]:
                losses = LOSSES
                gradients = self.differentiate(losses["loss"])
                sums = self.gradient_sums()
                torch._foreach_add_(sums, gradients)
                outputs = self.report(losses)
                written = torch.zeros([1], device=gradients[0].device)
                for i in range(len(sums)):
                    written = written + sums[i].flatten()[:1]
                outputs["written"] = written
                return outputs
            """;

    private static final String GRADIENTS =
            """
            def gradients(self, DECLARED) -> Dict[str, Tensor]:
                losses = LOSSES
                loss = losses["loss"]
                outputs = {"loss": loss.detach()}
                parameters = self.parameters()
                found = torch.grad([torch.sum(loss)], parameters, None, None, False, True)
                names = self.names()
                for i in range(len(names)):
                    gradient = found[i]
                    if gradient is not None:
                        outputs[names[i]] = gradient
                return outputs
            """;

    private static final String STEP =
            """
            def step(self, DECLARED, step: Tensor, rate: Tensor, decay: Tensor) -> Dict[str, Tensor]:
                losses = LOSSES
                gradients, zeroed = self.of_step(self.differentiate(losses["loss"]))
                norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))
                torch._foreach_mul_(gradients, torch.clamp_max(self.clip / (norm + 1e-6), 1.0))
                count = step.to(6)
                lr = float(rate.item())
                written = self.adamw(gradients, 0, self.decaying, count, lr, float(decay.item()))
                written = written + self.adamw(gradients, self.decaying, len(gradients), count, lr, 0.0)
                outputs = self.report(losses)
                outputs["grad_norm"] = norm.reshape([1])
                outputs["written"] = written + zeroed
                return outputs
            """;

    private static final String WEIGHTS =
            """
            def weights(self) -> Dict[str, Tensor]:
                outputs = annotate(Dict[str, Tensor], {})
                names = self.names()
                parameters = self.parameters()
                for i in range(len(names)):
                    outputs[names[i]] = parameters[i].detach()
                return outputs
            """;
}
