package io.beitstream.model.layers;

import io.beitstream.model.script.Kernels;
import io.beitstream.model.script.PackedMatrix;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An affine map of the last dimension: {@code (..., in) -> (..., out)}, in the type of its input.
 * {@code scaled(x, gamma)} multiplies each output by its element of {@code gamma (out)}; in
 * training, where that is the smaller product, by scaling the weight instead.
 */
public final class Linear extends ScriptModule {
    /** {@code scaled} for kernels that have their weight laid out. */
    static final String OUTPUTS_SCALED =
            """
            def scaled(self, x: Tensor, gamma: Tensor) -> Tensor:
                return gamma * self.forward(x)
            """;

    private @Nullable Activation next;

    public Linear(int in, int out, Initializer weight, Initializer bias) {
        matrix("weight", weight, out, in);
        matrix("bias", bias, out);
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))
                """);
        method(
                """
                def scaled(self, x: Tensor, gamma: Tensor) -> Tensor:
                    weight = self.weight
                    if x.requires_grad and x.numel() > weight.size(1) * weight.size(1):
                        weight = (weight * gamma.unsqueeze(1)).to(x.dtype)
                        y = torch.linear(x, weight, (self.bias * gamma).to(x.dtype))
                    else:
                        y = gamma * self.forward(x)
                    return y
                """);
    }

    /** A linear map with the weight drawn as given and the bias that goes with it. */
    public Linear(int in, int out, Initializer weight) {
        this(in, out, weight, weight.ofBias(in));
    }

    /** The same before an activation, which faster kernels compute with it where they can. */
    Linear before(Activation activation) {
        next = activation;
        return this;
    }

    @Override
    protected ScriptModule with(Kernels kernels, StateDict own) {
        HostTensor weight = own.get("weight");
        HostTensor bias = own.get("bias");
        if (kernels == Kernels.INT8) {
            return new Int8Linear(PackedMatrix.of(weight, bias));
        }
        return kernels.arePacked() ? PackedLinear.of(weight, bias, fused(kernels, next)) : this;
    }

    /** What kernels compute together with the product before it: oneDNN's name of a GELU. */
    static Optional<String> fused(Kernels kernels, @Nullable Activation activation) {
        return kernels.fuseActivations() && activation != null
                ? activation.oneDnnName()
                : Optional.empty();
    }
}
