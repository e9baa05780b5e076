package io.beitstream.model.training.step;

import io.beitstream.model.script.ScriptModule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a network is trained on: a method of it that returns its tensors to report by name, the loss
 * {@code (1)} as {@code loss}, and where the last of its arguments comes from.
 *
 * @param method of the network
 * @param inputs tensors that a step takes from outside
 * @param targets a frozen module whose {@code forward} gives the method's last argument; null if
 *     that is an input
 * @param targetsOf the numbers of the inputs that {@code targets} sees
 * @param passed inputs, from the first, that go to the method
 * @param observes whether the network's method {@code observe} wants to see, at the end of a step,
 *     what the method returned as {@code rows} and as {@code codes} for all of the batch
 */
public record Loss(
        String method,
        int inputs,
        @Nullable ScriptModule targets,
        List<Integer> targetsOf,
        int passed,
        boolean observes) {
    public Loss {
        targetsOf = List.copyOf(targetsOf);
    }

    /** A loss that takes all it needs from outside. */
    public static Loss of(String method, int inputs) {
        return new Loss(method, inputs, null, List.of(), inputs, false);
    }

    /**
     * A loss whose last argument a frozen module makes.
     *
     * @param inputs as above
     * @param of the numbers of the inputs that the module sees
     * @param passed inputs, from the first, that the method takes before it
     */
    public static Loss withTargets(
            String method, int inputs, ScriptModule targets, List<Integer> of, int passed) {
        return new Loss(method, inputs, targets, of, passed, false);
    }

    /** The same of a network that observes whole batches. */
    public Loss observing() {
        return new Loss(method, inputs, targets, targetsOf, passed, true);
    }

    String declaredInputs() {
        return names(upTo(inputs)).stream()
                .map(n -> n + ": Tensor")
                .collect(Collectors.joining(", "));
    }

    String expression() {
        List<String> arguments = new ArrayList<>(names(upTo(passed)));
        if (targets != null) {
            arguments.add(
                    "self.%s.forward(%s)"
                            .formatted(
                                    TrainingStepModule.TARGETS,
                                    String.join(", ", names(targetsOf))));
        }
        return "self.%s.%s(%s)"
                .formatted(TrainingStepModule.NETWORK, method, String.join(", ", arguments));
    }

    private static List<String> names(List<Integer> inputs) {
        return inputs.stream().map(i -> "input" + i).toList();
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
