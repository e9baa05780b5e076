package io.beitstream.model.whitening;

import io.beitstream.model.script.ScriptModule;

/**
 * The axes of rows {@code (n, d)} by falling variance, each turned so that its largest component is
 * positive.
 *
 * <ul>
 *   <li>{@code whitening(rows, floor)}: the mean {@code (d)}, and the symmetric {@code matrix}
 *       {@code (d, d)} that gives every axis the variance v / (v + floor).
 *   <li>{@code projection(rows, count)}: the mean, and the {@code matrix} {@code (d, count)} onto
 *       the first axes, each divided by the fourth root of its variance: between axes as they are,
 *       of which the first few say nearly all, and whitened ones, of which the last are noise.
 *   <li>{@code whitened(rows, count)}: the mean, the {@code matrix} {@code (d, count)} onto the
 *       first axes that gives each of them the variance 1, and the {@code variances} {@code (d)} of
 *       all. An axis with less than 1e-5 of the first one's variance is taken to have that.
 * </ul>
 */
public final class PrincipalComponents extends ScriptModule {
    public PrincipalComponents() {
        method(
                """
                def axes(self, centred: Tensor) -> Tuple[Tensor, Tensor]:
                    return self.axes_of(torch.matmul(centred.t(), centred) / centred.size(0))

                def axes_of(self, covariance: Tensor) -> Tuple[Tensor, Tensor]:
                    variances, vectors = torch.linalg_eigh(covariance.to(7))
                    vectors = torch.flip(vectors, [1])
                    largest = torch.gather(vectors, 0, torch.argmax(torch.abs(vectors), 0, True))
                    return torch.clamp_min(torch.flip(variances, [0]), 0.0), vectors * torch.sign(largest)

                def whitening(self, rows: Tensor, floor: Tensor) -> Dict[str, Tensor]:
                    mean = rows.mean([0])
                    variances, vectors = self.axes(rows - mean)
                    matrix = torch.matmul(vectors / torch.sqrt(variances + floor), vectors.t())
                    return {"mean": mean, "matrix": matrix.to(6)}

                def projection(self, rows: Tensor, count: Tensor) -> Dict[str, Tensor]:
                    mean = rows.mean([0])
                    variances, vectors = self.axes(rows - mean)
                    scaled = vectors / torch.pow(torch.clamp_min(variances, 1e-12), 0.25)
                    return {"mean": mean, "matrix": scaled[:, :int(count.item())].to(6)}

                def whitened(self, rows: Tensor, count: Tensor) -> Dict[str, Tensor]:
                    mean = rows.mean([0])
                    covariance = torch.zeros([rows.size(1), rows.size(1)], dtype=7)
                    for start in range(0, rows.size(0), 1024):
                        centred = rows[start : start + 1024].to(7) - mean
                        covariance += torch.matmul(centred.t(), centred)
                    variances, vectors = self.axes_of(covariance / rows.size(0))
                    least = torch.clamp_min(variances[0] * 1e-5, 1e-30)
                    scaled = vectors / torch.sqrt(torch.maximum(variances, least))
                    matrix = scaled[:, :int(count.item())].to(6)
                    return {"mean": mean, "matrix": matrix, "variances": variances.to(6)}

                def forward(self, rows: Tensor) -> Tensor:
                    return rows
                """);
    }
}
