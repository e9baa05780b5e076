package io.beitstream.model.vqkd;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * Nearest code on the unit sphere, with codes that follow the data by an exponential moving average
 * (reference section 3.5). Everything here runs in fp32: half precision flips codes near a tie.
 *
 * <ul>
 *   <li>{@code unit(x)}: rows of length 1.
 *   <li>{@code nearest(z)}: unit rows {@code (n, d)} to code ids {@code (n)} int64, the lowest id
 *       on ties.
 *   <li>{@code forward(features)}: {@code (B, N, d)} to the quantized features (straight-through),
 *       the commitment loss and the ids {@code (B * N)}. Counts usage; in training mode it also
 *       moves the codes, unless a batch comes in parts.
 *   <li>{@code observe(z, ids)}: counts usage, and in training mode moves the codes, by the unit
 *       rows {@code (n, d)} of a whole batch and their ids {@code (n)}.
 * </ul>
 */
final class NormEmaVectorQuantizer extends ScriptModule {
    /**
     * @param reviveBelow share of an equal part of the samples below which a code counts as unused
     *     and moves onto a random sample; 0 for never, as in the published tokenizers
     * @param inParts whether a training batch comes in several calls, of which {@code observe} sees
     *     the whole
     */
    NormEmaVectorQuantizer(
            int codes, int dimension, double decay, double reviveBelow, boolean inParts) {
        keepFullPrecision();
        buffer("cluster_size", Initializer.zeros(), codes);
        child("embedding", new Codebook(codes, dimension));
        attribute("decay", decay);
        attribute("codes", codes);
        attribute("in_parts", inParts);
        method(UNIT);
        method(NEAREST);
        method(UPDATE);
        if (reviveBelow > 0) {
            attribute("revive_below", reviveBelow);
            draws();
        }
        method(reviveBelow > 0 ? REVIVE : REVIVE_NONE);
        method(OBSERVE);
        method(FORWARD);
    }

    private static final String UNIT =
            """
            def unit(self, x: Tensor) -> Tensor:
                return x / torch.clamp_min(torch.linalg_vector_norm(x, 2, [-1], True), 1e-12)
            """;

    private static final String NEAREST =
            """
            def nearest(self, z: Tensor) -> Tensor:
                codes = self.embedding.weight
                squares = torch.sum(z * z, [1], True) + torch.sum(codes * codes, [1])
                return torch.argmin(squares - 2 * torch.matmul(z, codes.t()), 1)
            """;

    /**
     * Steps 6a to 6d: a used code moves (1 - decay) along the chord towards the mean direction of
     * its samples.
     */
    private static final String UPDATE =
            """
            def move_codes(self, z: Tensor, ids: Tensor, counts: Tensor) -> None:
                codes = self.embedding.weight
                sums = torch.index_add(torch.zeros_like(codes), 0, ids, z)
                means = self.unit(sums / torch.clamp_min(counts, 1).unsqueeze(1))
                means = torch.where((counts == 0).unsqueeze(1), codes, means)
                moved = self.unit(codes * self.decay + means * (1.0 - self.decay))
                self.embedding.weight = moved  # assigned: an unread in-place write would be dropped
            """;

    private static final String REVIVE_NONE =
            """
            def revive_codes(self, z: Tensor) -> None:
                pass
            """;

    /**
     * Not in the paper: in a run of a few thousand steps, codes that the first steps have left
     * behind would stay unused, since only used ones move.
     */
    private static final String REVIVE =
            """
            def revive_codes(self, z: Tensor) -> None:
                share = float(z.size(0)) / float(self.codes)
                unused = torch.lt(self.cluster_size, self.revive_below * share)
                random = torch.Generator(seed=self.seed)
                drawn = torch.randint(z.size(0), [self.codes], generator=random, dtype=4)
                rows = z[drawn.to(z.device)]
                self.embedding.weight = torch.where(unused.unsqueeze(1), rows, self.embedding.weight)
                self.cluster_size = torch.where(unused, torch.full_like(self.cluster_size, share), self.cluster_size)
            """;

    private static final String OBSERVE =
            """
            def observe(self, z: Tensor, ids: Tensor) -> None:
                counts = torch.bincount(ids, None, self.codes).to(6)
                self.cluster_size = self.cluster_size * self.decay + counts * (1.0 - self.decay)
                if self.training:
                    self.move_codes(z, ids, counts)
                    self.revive_codes(z)
            """;

    private static final String FORWARD =
            """
            def forward(self, features: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
                z = self.unit(features.to(6))
                flat = z.reshape([-1, z.size(2)])
                ids = self.nearest(flat.detach())
                quantized = torch.embedding(self.embedding.weight.detach(), ids).reshape(z.shape)
                if not (self.training and self.in_parts):
                    self.observe(flat.detach(), ids)
                loss = torch.mse_loss(z, quantized)
                return z + (quantized - z).detach(), loss, ids
            """;
}
