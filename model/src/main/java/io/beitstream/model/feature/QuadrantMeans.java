package io.beitstream.model.feature;

import io.beitstream.model.script.ScriptModule;

/**
 * The means of the four quarters of a square grid of tokens, one after the other, as Coates, Lee
 * and Ng (2011, section 3.2.2) pool: {@code (B, N, D) -> (B, 4 D)}.
 */
final class QuadrantMeans extends ScriptModule {
    /** How many there are. */
    static final int COUNT = 4;

    /**
     * @param side rows of the grid, and columns; the first half has the middle one of an odd number
     */
    QuadrantMeans(int side) {
        method(
                """
                def forward(self, tokens: Tensor) -> Tensor:
                    grid = tokens.reshape([tokens.size(0), SIDE, SIDE, tokens.size(2)])
                    upper = grid[:, :HALF]
                    lower = grid[:, HALF:]
                    return torch.cat([upper[:, :, :HALF].mean([1, 2]), upper[:, :, HALF:].mean([1, 2]), lower[:, :, :HALF].mean([1, 2]), lower[:, :, HALF:].mean([1, 2])], 1)
                """
                        .replace("SIDE", Integer.toString(side))
                        .replace("HALF", Integer.toString((side + 1) / 2)));
    }
}
