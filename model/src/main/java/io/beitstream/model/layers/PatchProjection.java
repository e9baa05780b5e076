package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * The convolution of a patch embedding: kernel = stride = patch, {@code (B, C, H, W) -> (B, D, H/P,
 * W/P)}.
 */
final class PatchProjection extends ScriptModule {
    PatchProjection(int channels, int patch, int width, Initializer weight, Initializer bias) {
        matrix("weight", weight, width, channels, patch, patch);
        matrix("bias", bias, width);
        attribute("patch", patch);
        computeType("compute_type");
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    weight = self.weight.to(self.compute_type)
                    bias = self.bias.to(self.compute_type)
                    x = x.to(self.compute_type)
                    return torch.conv2d(x, weight, bias, [self.patch, self.patch])
                """);
    }
}
