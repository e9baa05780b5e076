package io.beitstream.model.tower;

import io.beitstream.model.layers.Linear;
import io.beitstream.model.script.ScriptModule;

/**
 * A SwiGLU: the first half of the hidden values, through SiLU, times the second half: {@code (B, T,
 * D) -> (B, T, D)}.
 */
final class GatedMlp extends ScriptModule {
    GatedMlp(int width, int hidden) {
        child("w12", new Linear(width, 2 * hidden, TowerBlock.WEIGHT));
        child("w3", new Linear(hidden, width, TowerBlock.WEIGHT));
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    gate, value = torch.chunk(self.w12.forward(x), 2, -1)
                    return self.w3.forward(torch.silu(gate) * value)
                """);
    }
}
