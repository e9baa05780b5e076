package io.beitstream.model.vqkd;

import io.beitstream.model.script.ScriptModule;

/**
 * Lloyd's iterations on the unit sphere, which initialise a codebook (reference section 3.5):
 * assignment by the largest dot product, first index on ties; the mean, scaled to length 1; an
 * empty cluster keeps its centre.
 *
 * <p>{@code assign(samples, means, sums, bins)}: {@code (n, d)}, {@code (K, d)}, and what earlier
 * samples have come to, {@code (K, d)} and {@code (K)} int64, to the same with these samples,
 * {@code sums} and {@code bins}: an iteration may go through any number of samples in parts. {@code
 * move(means, sums, bins)} ends it with the new centres. {@code forward(samples, means,
 * iterations)}, int64 {@code ()}, is all of it at once: the new centres {@code means} {@code (K,
 * d)} and the sizes of the last assignment {@code bins} {@code (K)} int64.
 */
public final class SphericalKMeans extends ScriptModule {
    public SphericalKMeans() {
        method(
                """
                def assign(self, samples: Tensor, means: Tensor, sums: Tensor, bins: Tensor) -> Dict[str, Tensor]:
                    nearest = torch.argmax(torch.matmul(samples, means.t()), 1)
                    return {
                        "sums": torch.index_add(sums, 0, nearest, samples),
                        "bins": bins + torch.bincount(nearest, None, means.size(0))
                    }

                def move(self, means: Tensor, sums: Tensor, bins: Tensor) -> Tensor:
                    moved = sums / torch.clamp_min(bins, 1).unsqueeze(1)
                    length = torch.clamp_min(torch.linalg_vector_norm(moved, 2, [-1], True), 1e-12)
                    return torch.where((bins == 0).unsqueeze(1), means, moved / length)

                def forward(self, samples: Tensor, means: Tensor, iterations: Tensor) -> Dict[str, Tensor]:
                    empty = torch.zeros([means.size(0)], dtype=4, device=means.device)
                    bins = empty
                    for i in range(int(iterations.item())):
                        assigned = self.assign(samples, means, torch.zeros_like(means), empty)
                        bins = assigned["bins"]
                        means = self.move(means, assigned["sums"], bins)
                    return {"means": means, "bins": bins}
                """);
    }
}
