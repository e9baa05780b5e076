package io.beitstream.model.dino;

import io.beitstream.model.tensor.HostTensor;

/**
 * Rotary positions in two dimensions: a patch's centre, in [-1, 1] along each axis, turns pairs of
 * values by angles of a quarter of a head's width of frequencies.
 */
final class RotaryPositions {
    static final String FREQUENCIES = "frequencies";

    /** The table for an input {@code (B, 3, H, W)}: {@code (2, N, D / H)}, cosines first. */
    static final String METHOD =
            """
            def centres(self, count: int) -> Tensor:
                at = torch.arange(count, dtype=6, device=self.frequencies.device)
                return (at + 0.5) / float(count) * 2.0 - 1.0

            def rotary(self, x: Tensor) -> Optional[Tensor]:
                height, width = x.size(2) // self.patch, x.size(3) // self.patch
                down = self.centres(height).reshape([-1, 1, 1]).expand([-1, width, -1])
                across = self.centres(width).reshape([1, -1, 1]).expand([height, -1, -1])
                places = torch.stack([down, across], 2).reshape([height * width, 2, 1])
                angles = (places * 6.283185307179586 * self.frequencies).flatten(1)  # (N, D / H / 2)
                angles = torch.cat([angles, angles], 1)
                return torch.stack([torch.cos(angles), torch.sin(angles)], 0)
            """;

    private RotaryPositions() {}

    /** Falling from 1 towards 1 / theta, a quarter of the head's width of them. */
    static HostTensor frequencies(double theta, int head) {
        float[] values = new float[head / 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (1 / Math.pow(theta, 4.0 * i / head));
        }
        return HostTensor.ofFloats(values, values.length);
    }
}
