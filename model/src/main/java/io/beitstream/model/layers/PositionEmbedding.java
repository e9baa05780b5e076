package io.beitstream.model.layers;

/** TorchScript that fits absolute position embeddings to the number of tokens at hand. */
final class PositionEmbedding {
    /**
     * Returns {@code pos_embed} itself for its own grid; for another square grid, the patch part
     * interpolated as the official code does: bicubic (a = -0.75), corners not aligned, scale
     * factor (g + 0.1) / G (reference section 3.3).
     */
    static final String METHOD =
            """
            def positions(self, tokens: int) -> Tensor:
                pos = self.pos_embed
                if tokens != pos.size(1):
                    side = int(torch.sqrt(float(tokens - 1)) + 0.5)
                    own = int(torch.sqrt(float(pos.size(1) - 1)) + 0.5)
                    if side * side != tokens - 1 or own * own != pos.size(1) - 1:
                        ops.prim.RaiseException("position embeddings can be interpolated between square grids only")
                    scale = (float(side) + 0.1) / float(own)
                    grid = pos[:, 1:].reshape([1, own, own, pos.size(2)]).permute([0, 3, 1, 2])
                    grid = torch.upsample_bicubic2d(grid, None, False, [scale, scale])
                    pos = torch.cat([pos[:, :1], grid.flatten(2).transpose(1, 2)], 1)
                return pos
            """;

    private PositionEmbedding() {}
}
