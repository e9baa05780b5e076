package io.beitstream.model.layers;

import java.util.Optional;

/** The nonlinearity between the two layers of an MLP. */
public enum Activation {
    /** x times the normal distribution function of x. */
    GELU("torch.gelu(x)", "none"),
    /** OpenAI's approximation: x times the logistic function of 1.702 x. */
    QUICK_GELU("x * torch.sigmoid(x * 1.702)", ""),
    /** The approximation by a hyperbolic tangent. */
    GELU_TANH(
            "x * 0.5 * (1.0 + torch.tanh((x + x * x * x * 0.044715) * 0.7978845608028654))",
            "tanh");

    private final String expression;
    private final String oneDnnName;

    /**
     * @param oneDnnName what the fused product calls this form of GELU; empty if it does not know
     *     it
     */
    Activation(String expression, String oneDnnName) {
        this.expression = expression;
        this.oneDnnName = oneDnnName;
    }

    Optional<String> oneDnnName() {
        return Optional.of(oneDnnName).filter(name -> !name.isEmpty());
    }

    /** TorchScript of the method {@code activate}: any shape, to the same. */
    String method() {
        return "def activate(self, x: Tensor) -> Tensor:\n    return " + expression;
    }
}
