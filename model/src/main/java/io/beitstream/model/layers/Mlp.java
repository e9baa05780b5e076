package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/** Two linear layers around an exact (erf) GELU: {@code (B, T, D) -> (B, T, D)}. */
public final class Mlp extends ScriptModule {
    /**
     * @param depthScale factor on the second weight's initial values (reference section 7, depth
     *     rescale)
     */
    public Mlp(int width, int hidden, Initializer weight, double depthScale) {
        child("fc1", new Linear(width, hidden, weight));
        child("fc2", new Linear(hidden, width, weight.scaled(depthScale)));
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return self.fc2.forward(torch.gelu(self.fc1.forward(x)))
                """);
    }
}
