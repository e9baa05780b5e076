package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/** A linear map without bias: {@code (..., in) -> (..., out)}, in the type of its input. */
public final class Projection extends ScriptModule {
    public Projection(int in, int out, Initializer weight) {
        matrix("weight", weight, out, in);
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.linear(x, self.weight.to(x.dtype), None)
                """);
    }
}
