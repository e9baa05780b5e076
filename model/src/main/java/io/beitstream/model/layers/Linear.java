package io.beitstream.model.layers;

import io.beitstream.model.script.PackedMatrix;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;

/**
 * An affine map of the last dimension: {@code (..., in) -> (..., out)}, in the type of its input.
 */
public final class Linear extends ScriptModule {
    public Linear(int in, int out, Initializer weight, Initializer bias) {
        matrix("weight", weight, out, in);
        matrix("bias", bias, out);
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))
                """);
    }

    /** A linear map with the weight drawn as given and the bias zero. */
    public Linear(int in, int out, Initializer weight) {
        this(in, out, weight, Initializer.zeros());
    }

    @Override
    protected ScriptModule inInt8(StateDict own) {
        return new Int8Linear(PackedMatrix.of(own.get("weight"), own.get("bias")));
    }
}
