package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;

/**
 * Stochastic depth: in training, drops a residual branch for a whole sample with the given
 * probability and divides the kept ones by the keep probability; in evaluation, the identity.
 * {@code (B, T, D) -> (B, T, D)}. All that a network drops is one stream of draws, an image each.
 */
public final class DropPath extends ScriptModule {
    private static final String IDENTITY =
            """
            def forward(self, x: Tensor) -> Tensor:
                return x
            """;

    private static final String DROPS =
            """
            def forward(self, x: Tensor) -> Tensor:
                if self.training:
                    before = self.place * x.size(0)
                    self.place = self.place + 1
                    chances = torch.full([before + x.size(0), 1, 1], self.keep)
                    kept = torch.bernoulli(chances, generator=torch.Generator(seed=self.seed))[before:]
                    x = x * (kept / self.keep).to(x.device, x.dtype)
                return x
            """;

    public DropPath(double probability) {
        if (probability > 0) {
            attribute("keep", 1 - probability);
            draws();
        }
        method(probability > 0 ? DROPS : IDENTITY);
    }
}
