package io.beitstream.model.feature;

import io.beitstream.model.script.ScriptModule;

/**
 * The means of the four quarters of a square grid of tokens, one after the other, as Coates, Lee
 * and Ng (2011, section 3.2.2) pool: {@code (B, N, D) -> (B, 4 D)}. The first half has the middle
 * row or column of an odd number.
 */
final class QuadrantMeans extends ScriptModule {
    /** How many there are. */
    static final int COUNT = 4;

    QuadrantMeans() {
        method(
                """
                def forward(self, tokens: Tensor) -> Tensor:
                    side = int(torch.sqrt(float(tokens.size(1))) + 0.5)
                    half = (side + 1) // 2
                    grid = tokens.reshape([tokens.size(0), side, side, tokens.size(2)])
                    upper = grid[:, :half]
                    lower = grid[:, half:]
                    return torch.cat([upper[:, :, :half].mean([1, 2]), upper[:, :, half:].mean([1, 2]), lower[:, :, :half].mean([1, 2]), lower[:, :, half:].mean([1, 2])], 1)
                """);
    }
}
