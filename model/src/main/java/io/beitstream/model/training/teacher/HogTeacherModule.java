package io.beitstream.model.training.teacher;

import io.beitstream.model.script.ScriptModule;

/**
 * A teacher without weights: histograms of oriented gradients (Dalal and Triggs, 2005) and colours
 * of every patch, at the scale of the patch and of the patch with half of each neighbour. It lets
 * the pipeline be learned, tested and shipped offline; its codes know edges and colours, not
 * meanings.
 *
 * <p>Each scale gives, for 2 x 2 cells, nine unsigned orientations, scaled to length at most 1, and
 * the mean colour: 96 values a patch.
 *
 * <p>{@code forward(x)}: {@code (B, 3, H, W)} in [-1, 1] to patch features {@code (B, N, 96)}.
 */
public final class HogTeacherModule extends ScriptModule {
    private static final int ORIENTATIONS = 9;

    /** Values a patch: two scales of four cells of nine orientations and three channels. */
    public static final int DIMENSION = 2 * 4 * (ORIENTATIONS + 3);

    /** Below this length a patch counts as flat: the histogram of its noise stays short. */
    private static final double CONTRAST_FLOOR = 0.05;

    private static final double COLOR_WEIGHT = 0.5;

    /**
     * @throws IllegalArgumentException if the patch has no whole cells
     */
    public HogTeacherModule(int patchSize) {
        if (patchSize < 2 || patchSize % 2 != 0) {
            throw new IllegalArgumentException(
                    "the hog teacher halves patches: patch size " + patchSize + " is odd");
        }
        attribute("patch", patchSize);
        attribute("cell", patchSize / 2);
        attribute("bins", ORIENTATIONS);
        attribute("floor", CONTRAST_FLOOR * CONTRAST_FLOOR);
        attribute("color", COLOR_WEIGHT);
        method(ORIENTED_GRADIENTS);
        method(INNER);
        method(OUTER);
        method(FORWARD);
    }

    /**
     * Central differences of the channel with the strongest gradient, shared between the two
     * nearest orientations: {@code (B, 3, H, W) -> (B, 9, H, W)}.
     */
    private static final String ORIENTED_GRADIENTS =
            """
            def oriented_gradients(self, x: Tensor) -> Tensor:
                padded = torch.pad(x, [1, 1, 1, 1], "replicate", None)
                dx = padded[:, :, 1:-1, 2:] - padded[:, :, 1:-1, :-2]
                dy = padded[:, :, 2:, 1:-1] - padded[:, :, :-2, 1:-1]
                strongest = torch.argmax(dx * dx + dy * dy, 1, True)
                dx = torch.gather(dx, 1, strongest)
                dy = torch.gather(dy, 1, strongest)
                magnitude = torch.sqrt(dx * dx + dy * dy)  # (B, 1, H, W)
                turn = torch.remainder(torch.atan2(dy, dx) / 3.141592653589793, 1.0)
                position = turn * self.bins - 0.5
                lower = torch.floor(position)
                share = position - lower
                first = torch.remainder(lower, self.bins).to(4)
                second = torch.remainder(lower + 1, self.bins).to(4)
                empty = torch.zeros([x.size(0), self.bins, x.size(2), x.size(3)], device=x.device)
                histogram = torch.scatter(empty, 1, first, magnitude * (1.0 - share))
                return torch.scatter_add(histogram, 1, second, magnitude * share)
            """;

    private static final String INNER =
            """
            def inner(self, maps: Tensor) -> Tensor:
                cells = torch.avg_pool2d(maps, [self.cell, self.cell], [self.cell, self.cell])
                b, c, h, w = cells.size(0), cells.size(1), cells.size(2), cells.size(3)
                cells = cells.reshape([b, c, h // 2, 2, w // 2, 2]).permute([0, 2, 4, 1, 3, 5])
                return cells.reshape([b, -1, 4 * c])  # (B, N, 4 C)
            """;

    private static final String OUTER =
            """
            def outer(self, maps: Tensor) -> Tensor:
                padded = torch.pad(maps, [self.cell, self.cell, self.cell, self.cell], "replicate", None)
                cells = torch.avg_pool2d(padded, [self.patch, self.patch], [self.patch, self.patch])
                corners = [cells[:, :, :-1, :-1], cells[:, :, :-1, 1:], cells[:, :, 1:, :-1], cells[:, :, 1:, 1:]]
                around = torch.cat(corners, 1)  # (B, 4 C, G, G)
                return around.flatten(2).transpose(1, 2)  # (B, N, 4 C)
            """;

    private static final String FORWARD =
            """
            def contrast(self, cells: Tensor) -> Tensor:
                return cells / torch.sqrt(torch.sum(cells * cells, [-1], True) + self.floor)

            def forward(self, x: Tensor) -> Tensor:
                smooth = torch.avg_pool2d(torch.pad(x, [1, 1, 1, 1], "replicate", None), [3, 3], [1, 1])
                return torch.cat([
                    self.contrast(self.inner(self.oriented_gradients(x))),
                    self.contrast(self.outer(self.oriented_gradients(smooth))),
                    self.inner(x) * self.color,
                    self.outer(x) * self.color
                ], 2)
            """;
}
