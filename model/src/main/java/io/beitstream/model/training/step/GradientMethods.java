package io.beitstream.model.training.step;

import io.beitstream.model.layers.ActivationCheckpoints;
import io.beitstream.model.script.ScriptModule;

/** TorchScript that finds the gradients of a network's loss. */
final class GradientMethods {
    private GradientMethods() {}

    /** How gradients are found: from what the network keeps, or from blocks computed again. */
    static String found(ScriptModule network) {
        return ActivationCheckpoints.find(network)
                .map(
                        stack ->
                                FOUND_AGAIN
                                        .replace("STACK", NetworkMethods.path(stack))
                                        .replace("TRANSFORMER", parent(NetworkMethods.path(stack))))
                .orElse(FOUND);
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('.'));
    }

    /**
     * Gradients are laid out like their parameters: that of a convolution over images whose
     * channels come last does so too, and the fused step goes by places in memory.
     */
    static final String DIFFERENTIATE =
            """
            def differentiate(self, loss: Tensor) -> List[Tensor]:
                parameters = self.parameters()
                found = self.found(loss)
                gradients = annotate(List[Tensor], [])
                for i in range(len(parameters)):
                    gradient = found[i]
                    if gradient is None:
                        torch.append(gradients, torch.zeros_like(parameters[i]))
                    else:
                        torch.append(gradients, gradient.contiguous())
                return gradients
            """;

    private static final String FOUND =
            """
            def found(self, loss: Tensor) -> List[Optional[Tensor]]:
                return torch.grad([torch.sum(loss)], self.parameters(), None, None, False, True)
            """;

    /**
     * The same where the blocks of STACK, a part of TRANSFORMER, are computed again, from the last
     * to the first: each adds to the sums what its parameters get.
     */
    private static final String FOUND_AGAIN =
            """
            def plus(self, a: Optional[Tensor], b: Optional[Tensor]) -> Optional[Tensor]:
                total = a
                if b is not None:
                    if a is not None:
                        total = a + b
                    else:
                        total = b
                return total

            def further(self, end: Tensor, slope: Optional[Tensor], leaves: List[Tensor], sums: List[Optional[Tensor]]) -> List[Optional[Tensor]]:
                slopes = annotate(List[Optional[Tensor]], [slope])
                found = torch.grad([end], self.parameters() + leaves, slopes, None, False, True)
                for i in range(len(sums)):
                    sums[i] = self.plus(sums[i], found[i])
                return found

            def found(self, loss: Tensor) -> List[Optional[Tensor]]:
                outputs = STACK.outputs()
                count = len(self.parameters())
                direct = torch.grad([torch.sum(loss)], self.parameters() + outputs, None, None, False, True)
                sums = direct[:count]
                carried = annotate(Optional[Tensor], None)
                shared = TRANSFORMER.shared_bias()
                of_shared = annotate(Optional[Tensor], None)
                for k in range(len(outputs)):
                    i = len(outputs) - 1 - k
                    entering = STACK.entry
                    if i > 0:
                        entering = outputs[i - 1]
                    x = torch.requires_grad_(entering.detach())
                    leaves = [x]
                    bias = annotate(Optional[Tensor], None)
                    if shared is not None:
                        leaf = torch.requires_grad_(shared.detach())
                        bias = leaf
                        torch.append(leaves, leaf)
                    slope = self.plus(direct[count + i], carried)
                    part = self.further(STACK.again(i, x, bias), slope, leaves, sums)
                    carried = part[count]
                    if shared is not None:
                        of_shared = self.plus(of_shared, part[count + 1])
                none = annotate(List[Tensor], [])
                ended = self.further(STACK.entry, carried, none, sums)
                if shared is not None:
                    ended = self.further(shared, of_shared, none, sums)
                return sums
            """;
}
