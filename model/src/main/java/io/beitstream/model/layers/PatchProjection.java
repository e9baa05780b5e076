package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import org.jspecify.annotations.Nullable;

/**
 * The convolution of a patch embedding: kernel = stride = patch, {@code (B, C, H, W) -> (B, D, H/P,
 * W/P)}.
 */
final class PatchProjection extends ScriptModule {
    /**
     * @param bias null for none
     */
    PatchProjection(
            int channels, int patch, int width, Initializer weight, @Nullable Initializer bias) {
        matrix("weight", weight, width, channels, patch, patch);
        attribute("patch", patch);
        computeType("compute_type");
        if (bias != null) {
            matrix("bias", bias, width);
        }
        method(FORWARD.formatted(bias == null ? "None" : "self.bias.to(self.compute_type)"));
    }

    private static final String FORWARD =
            """
            def forward(self, x: Tensor) -> Tensor:
                weight = self.weight.to(self.compute_type)
                x = x.to(self.compute_type)
                return torch.conv2d(x, weight, %s, [self.patch, self.patch])
            """;
}
