package io.beitstream.model.layers;

import io.beitstream.model.script.Kernels;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;

/**
 * Two linear layers around an activation: {@code (B, T, D) -> (B, T, D)}; {@code scaled(x, gamma)}
 * with outputs multiplied by {@code gamma (D)}.
 */
public final class Mlp extends ScriptModule {
    private static final String OUTPUTS =
            """
            def forward(self, x: Tensor) -> Tensor:
                return self.fc2.forward(self.hidden(x))

            def scaled(self, x: Tensor, gamma: Tensor) -> Tensor:
                return self.fc2.scaled(self.hidden(x), gamma)
            """;

    private final Activation activation;
    private final Linear first;
    private final Linear second;

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
        this.activation = activation;
        this.first = child("fc1", new Linear(width, hidden, weight).before(activation));
        this.second = child("fc2", new Linear(hidden, width, weight.scaled(depthScale)));
        method(activation.method());
        method(
                """
                def hidden(self, x: Tensor) -> Tensor:
                    return self.activate(self.fc1.forward(x))
                """);
        method(OUTPUTS);
    }

    @Override
    protected ScriptModule with(Kernels kernels, StateDict own) {
        return Linear.fused(kernels, activation).isPresent() ? new FusedMlp(first, second) : this;
    }

    /** The same, of a first layer that computes the activation too. */
    private static final class FusedMlp extends ScriptModule {
        FusedMlp(Linear first, Linear second) {
            child("fc1", first);
            child("fc2", second);
            method(
                    """
                    def hidden(self, x: Tensor) -> Tensor:
                        return self.fc1.forward(x)
                    """);
            method(OUTPUTS);
        }
    }
}
