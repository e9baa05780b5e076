package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/** Layer normalisation of the last dimension, computed in fp32: {@code (..., D) -> (..., D)}. */
public final class LayerNorm extends ScriptModule {
    /** The epsilon of the official networks, timm and DINO. */
    public static final double EPSILON = 1e-6;

    public LayerNorm(int width, double epsilon) {
        parameter("weight", Initializer.ones(), width);
        parameter("bias", Initializer.zeros(), width);
        attribute("width", width);
        attribute("epsilon", epsilon);
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.layer_norm(x, [self.width], self.weight, self.bias, self.epsilon, False)
                """);
    }

    public LayerNorm(int width) {
        this(width, EPSILON);
    }
}
