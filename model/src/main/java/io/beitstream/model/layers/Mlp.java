package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/** Two linear layers around an activation: {@code (B, T, D) -> (B, T, D)}. */
public final class Mlp extends ScriptModule {
    /**
     * With an exact (erf) GELU.
     *
     * @param depthScale factor on the second weight's initial values (reference section 7, depth
     *     rescale)
     */
    public Mlp(int width, int hidden, Initializer weight, double depthScale) {
        this(width, hidden, Activation.GELU, weight, depthScale);
    }

    /** As above, with another activation. */
    public Mlp(
            int width, int hidden, Activation activation, Initializer weight, double depthScale) {
        child("fc1", new Linear(width, hidden, weight));
        child("fc2", new Linear(hidden, width, weight.scaled(depthScale)));
        method(activation.method());
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return self.fc2.forward(self.activate(self.fc1.forward(x)))
                """);
    }
}
