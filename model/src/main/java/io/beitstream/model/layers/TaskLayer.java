package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * Linear, tanh, linear, as children {@code 0} and {@code 2}: the tokenizer's task layers (reference
 * section 3.4).
 */
public final class TaskLayer extends ScriptModule {
    public TaskLayer(int width, int out, Initializer weight) {
        child("0", new Linear(width, width, weight));
        child("2", new Linear(width, out, weight));
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return getattr(self, "2").forward(torch.tanh(getattr(self, "0").forward(x)))
                """);
    }

    /** Keeps the layer in fp32 in every archive. */
    public TaskLayer inFullPrecision() {
        keepFullPrecision();
        return this;
    }
}
