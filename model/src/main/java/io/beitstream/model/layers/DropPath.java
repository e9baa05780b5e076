package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;

/**
 * Stochastic depth: in training, drops a residual branch for a whole sample with the given
 * probability and divides the kept ones by the keep probability; in evaluation, the identity.
 * {@code (B, T, D) -> (B, T, D)}.
 */
public final class DropPath extends ScriptModule {
    public DropPath(double probability) {
        attribute("keep", 1 - probability);
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    if self.training and self.keep < 1.0:
                        kept = torch.bernoulli(torch.full([x.size(0), 1, 1], self.keep, device=x.device))
                        x = x * (kept / self.keep).to(x.dtype)
                    return x
                """);
    }
}
