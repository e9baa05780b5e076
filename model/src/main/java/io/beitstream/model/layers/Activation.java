package io.beitstream.model.layers;

/** The nonlinearity between the two layers of an MLP. */
public enum Activation {
    /** x times the normal distribution function of x. */
    GELU("torch.gelu(x)"),
    /** OpenAI's approximation: x times the logistic function of 1.702 x. */
    QUICK_GELU("x * torch.sigmoid(x * 1.702)"),
    /** The approximation by a hyperbolic tangent. */
    GELU_TANH("x * 0.5 * (1.0 + torch.tanh((x + x * x * x * 0.044715) * 0.7978845608028654))");

    private final String expression;

    Activation(String expression) {
        this.expression = expression;
    }

    /** TorchScript of the method {@code activate}: any shape, to the same. */
    String method() {
        return "def activate(self, x: Tensor) -> Tensor:\n    return " + expression;
    }
}
