package io.beitstream.model.training;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.Initializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A network with its optimiser: one call computes the loss, its gradients, clips them by their
 * global norm and takes one step of AdamW, all inside libtorch. The moments are buffers of this
 * module, so its state dict is all there is to save.
 *
 * <ul>
 *   <li>{@code gradients(inputs...)}: the loss, and the gradient of every parameter that it
 *       reaches, by name.
 *   <li>{@code step(inputs..., step, rate)}: float64 scalars, the step's number from 1 and the
 *       learning rate, to {@code loss} and {@code grad_norm} (before clipping), each {@code (1)}.
 *   <li>{@code weights()}: every parameter by name.
 * </ul>
 */
public final class TrainingStepModule extends ScriptModule {
    /** The child that holds the network. */
    public static final String NETWORK = "network";

    private record Learned(String name, Slot slot) {}

    /**
     * @param lossMethod method of the network that returns the loss
     * @param inputs number of tensors it takes
     */
    public TrainingStepModule(
            ScriptModule network, String lossMethod, int inputs, AdamW optimizer) {
        child(NETWORK, network);
        List<Learned> learned = new ArrayList<>();
        for (Map.Entry<String, Slot> entry : network.namedSlots().entrySet()) {
            if (entry.getValue().role() == Slot.Role.PARAMETER) {
                learned.add(new Learned(entry.getKey(), entry.getValue()));
            }
        }
        // The parameters that decay come first, so that each group is one stretch of the list.
        learned.sort((a, b) -> Boolean.compare(decays(b), decays(a)));
        for (int i = 0; i < learned.size(); i++) {
            buffer("exp_avg_" + i, Initializer.zeros(), learned.get(i).slot().shape());
            buffer("exp_avg_sq_" + i, Initializer.zeros(), learned.get(i).slot().shape());
        }
        attribute("decaying", (int) learned.stream().filter(TrainingStepModule::decays).count());
        attribute("beta1", optimizer.beta1());
        attribute("beta2", optimizer.beta2());
        attribute("epsilon", optimizer.epsilon());
        attribute("weight_decay", optimizer.weightDecay());
        attribute("clip", optimizer.clipGradientNorm());
        declareLists(learned);
        declareSteps(lossMethod, inputs);
    }

    private static boolean decays(Learned parameter) {
        return DecayRule.decays(parameter.name(), parameter.slot());
    }

    private void declareLists(List<Learned> learned) {
        int count = learned.size();
        String parameters =
                learned.stream().map(p -> path(p.name())).collect(Collectors.joining(", "));
        String names =
                learned.stream().map(p -> '"' + p.name() + '"').collect(Collectors.joining(", "));
        method("def parameters(self) -> List[Tensor]:\n    return [" + parameters + "]");
        method("def names(self) -> List[str]:\n    return [" + names + "]");
        method(
                "def first_moments(self) -> List[Tensor]:\n    return ["
                        + numbered("exp_avg_", count)
                        + "]");
        method(
                "def second_moments(self) -> List[Tensor]:\n    return ["
                        + numbered("exp_avg_sq_", count)
                        + "]");
    }

    private static String numbered(String prefix, int count) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add("self." + prefix + i);
        }
        return String.join(", ", fields);
    }

    /**
     * The expression for a dotted name: children with numbers for names are not attributes to the
     * parser.
     */
    private static String path(String name) {
        String expression = "self." + NETWORK;
        for (String part : name.split("\\.")) {
            expression =
                    Character.isDigit(part.charAt(0))
                            ? "getattr(" + expression + ", \"" + part + "\")"
                            : expression + "." + part;
        }
        return expression;
    }

    private void declareSteps(String lossMethod, int inputs) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            names.add("input" + i);
        }
        String declared = names.stream().map(n -> n + ": Tensor").collect(Collectors.joining(", "));
        String passed = String.join(", ", names);
        method(DIFFERENTIATE);
        method(ADAMW);
        method(
                GRADIENTS
                        .replace("DECLARED", declared)
                        .replace("LOSS", "self.network." + lossMethod + "(" + passed + ")"));
        method(
                STEP.replace("DECLARED", declared)
                        .replace("LOSS", "self.network." + lossMethod + "(" + passed + ")"));
        method(WEIGHTS);
    }

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
                        torch.append(gradients, gradient)
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

    private static final String GRADIENTS =
            """
            def gradients(self, DECLARED) -> Dict[str, Tensor]:
                loss = LOSS
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
            def step(self, DECLARED, step: Tensor, rate: Tensor) -> Dict[str, Tensor]:
                loss = LOSS
                gradients = self.differentiate(loss)
                norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))
                torch._foreach_mul_(gradients, torch.clamp_max(self.clip / (norm + 1e-6), 1.0))
                count = step.to(6)
                written = self.adamw(gradients, 0, self.decaying, count, float(rate.item()), self.weight_decay)
                written = written + self.adamw(gradients, self.decaying, len(gradients), count, float(rate.item()), 0.0)
                return {"loss": loss.detach(), "grad_norm": norm.reshape([1]), "written": written}
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
