package io.beitstream.model.training.teacher;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * A teacher of one layer that is fitted, not trained (Coates, Lee and Ng, "An analysis of
 * single-layer networks in unsupervised feature learning", 2011): how near small patches of the
 * picture come to k-means centres, where they come nearer than to the mean centre.
 *
 * <p>The picture is made so small that a patch of the tokenizer covers 4 x 4 pixels. Small patches
 * of 6 x 6, every second pixel, are contrast-normalised, whitened and scaled to length 1; the
 * activations of those in the middle of a tokenizer's patch are averaged, and projected onto their
 * principal components.
 *
 * <p>{@code forward(images)}: uint8 {@code (B, H, W, 3)} to patch features {@code (B, N, C)}.
 */
public final class PatchTeacherModule extends ScriptModule {
    /** Values of a small patch: three channels of 6 x 6 pixels. */
    static final int VALUES = 3 * 6 * 6;

    /** Side of a tokenizer's patch in the small picture. */
    private static final int CELL = 4;

    /**
     * @param patchSize of the tokenizer
     * @param centres K
     * @param dimension C, at most K
     * @throws IllegalArgumentException if the patches do not shrink to 4 x 4 pixels
     */
    public PatchTeacherModule(int patchSize, int centres, int dimension) {
        if (patchSize < CELL || patchSize % CELL != 0) {
            throw new IllegalArgumentException(
                    "the patches teacher shrinks patches to 4 x 4 pixels: patch size %d is no multiple of 4"
                            .formatted(patchSize));
        }
        buffer("mean", Initializer.zeros(), VALUES);
        buffer("whitening", Initializer.zeros(), VALUES, VALUES);
        buffer("centres", Initializer.zeros(), centres, VALUES);
        buffer("activation_mean", Initializer.zeros(), centres);
        buffer("projection", Initializer.zeros(), centres, dimension);
        attribute("scale", patchSize / CELL);
        method(ROWS);
        method(WHITENED);
        method(ACTIVATIONS);
        method(FORWARD);
    }

    /** The constant keeps the noise of flat patches small, as in the paper. */
    private static final String ROWS =
            """
            def rows(self, images: Tensor) -> Tensor:
                x = images.permute([0, 3, 1, 2]).to(6)
                x = torch.avg_pool2d(x, [self.scale, self.scale], [self.scale, self.scale])
                x = torch.pad(x, [2, 2, 2, 2], "replicate", None)
                rows = torch.im2col(x, [6, 6], [1, 1], [0, 0], [2, 2]).transpose(1, 2)  # (B, L, 108)
                rows = rows - rows.mean([2], True)
                return rows / torch.sqrt(torch.sum(rows * rows, [2], True) / 107.0 + 10.0)
            """;

    private static final String WHITENED =
            """
            def whitened(self, rows: Tensor) -> Tensor:
                z = torch.matmul(rows - self.mean, self.whitening)
                return z / torch.clamp_min(torch.linalg_vector_norm(z, 2, [-1], True), 1e-12)
            """;

    /** Section 3.2.2's soft assignment; between vectors of length 1 the distance is a cosine's. */
    private static final String ACTIVATIONS =
            """
            def activations(self, images: Tensor) -> Tensor:
                z = self.whitened(self.rows(images))
                distances = torch.sqrt(torch.clamp_min(2.0 - 2.0 * torch.matmul(z, self.centres.t()), 0.0))
                near = torch.relu(distances.mean([2], True) - distances)  # (B, L, K)
                side = images.size(1) // self.scale // 4
                cells = near.reshape([images.size(0), side, 2, -1, 2, near.size(2)]).mean([2, 4])
                maps = torch.pad(cells.permute([0, 3, 1, 2]), [1, 1, 1, 1], "replicate", None)
                around = torch.avg_pool2d(maps, [3, 3], [1, 1])
                return around.flatten(2).transpose(1, 2)  # (B, N, K)
            """;

    private static final String FORWARD =
            """
            def forward(self, images: Tensor) -> Tensor:
                return torch.matmul(self.activations(images) - self.activation_mean, self.projection)
            """;
}
