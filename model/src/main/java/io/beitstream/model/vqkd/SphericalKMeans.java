package io.beitstream.model.vqkd;

import io.beitstream.model.script.ScriptModule;

/**
 * Lloyd's iterations on the unit sphere, which initialise a codebook (reference section 3.5):
 * assignment by the largest dot product, first index on ties; the mean, scaled to length 1; an
 * empty cluster keeps its centre.
 *
 * <p>{@code forward(samples, means, iterations)}: {@code (n, d)}, {@code (K, d)}, int64 {@code ()}
 * to the new centres {@code means} {@code (K, d)} and the sizes of the last assignment {@code bins}
 * {@code (K)} int64.
 */
public final class SphericalKMeans extends ScriptModule {
    public SphericalKMeans() {
        method(
                """
                def forward(self, samples: Tensor, means: Tensor, iterations: Tensor) -> Dict[str, Tensor]:
                    clusters = means.size(0)
                    bins = torch.zeros([clusters], dtype=4, device=means.device)
                    for i in range(int(iterations.item())):
                        nearest = torch.argmax(torch.matmul(samples, means.t()), 1)
                        bins = torch.bincount(nearest, None, clusters)
                        sums = torch.index_add(torch.zeros_like(means), 0, nearest, samples)
                        moved = sums / torch.clamp_min(bins, 1).unsqueeze(1)
                        length = torch.clamp_min(torch.linalg_vector_norm(moved, 2, [-1], True), 1e-12)
                        means = torch.where((bins == 0).unsqueeze(1), means, moved / length)
                    return {"means": means, "bins": bins}
                """);
    }
}
