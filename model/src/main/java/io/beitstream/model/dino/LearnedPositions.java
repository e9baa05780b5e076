package io.beitstream.model.dino;

/** TorchScript that fits learned positions to the grid of patches at hand. */
final class LearnedPositions {
    private static final String METHOD =
            """
            def positions(self, height: int, width: int) -> Tensor:
                pos = self.pos_embed  # (1, 1 + G * G, D)
                own = int(torch.sqrt(float(pos.size(1) - 1)) + 0.5)
                if height != own or width != own:
                    grid = pos[:, 1:].reshape([1, own, own, pos.size(2)]).permute([0, 3, 1, 2])
                    grid = torch.%s(grid, [height, width], False, None, None)
                    pos = torch.cat([pos[:, :1], grid.flatten(2).transpose(1, 2)], 1)
                return pos
            """;

    private LearnedPositions() {}

    /**
     * The method.
     *
     * @param antialias as the models with registers were trained
     */
    static String method(boolean antialias) {
        return METHOD.formatted(antialias ? "_upsample_bicubic2d_aa" : "upsample_bicubic2d");
    }
}
