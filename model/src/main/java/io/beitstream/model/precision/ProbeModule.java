package io.beitstream.model.precision;

import io.beitstream.model.layers.Linear;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/** The two products of a base block's MLP: fp32 {@code (N, 768)} in, one row of it out. */
final class ProbeModule extends ScriptModule {
    static final int WIDTH = 768;

    ProbeModule() {
        child("fc1", new Linear(WIDTH, 4 * WIDTH, Initializer.zeros()));
        child("fc2", new Linear(4 * WIDTH, WIDTH, Initializer.zeros()));
        computeType("compute");
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    y = self.fc2.forward(self.fc1.forward(x.to(self.compute)))  # (N, C)
                    return y[0].to(6)  # (C)
                """);
    }
}
