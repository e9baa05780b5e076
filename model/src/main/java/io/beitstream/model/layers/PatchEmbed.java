package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an image into patches and embeds each: {@code (B, C, H, W) -> (B, N, D)}, patches in
 * row-major order (reference section 3.2). With patch 1 it embeds the tokenizer's code vectors.
 */
public final class PatchEmbed extends ScriptModule {
    /**
     * @param bias null for none
     */
    public PatchEmbed(
            int channels, int patch, int width, Initializer weight, @Nullable Initializer bias) {
        child("proj", new PatchProjection(channels, patch, width, weight, bias));
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return self.proj.forward(x).flatten(2).transpose(1, 2)  # (B, N, D)
                """);
    }

    /** With torch's default initialisation, as the feature model and the tokenizer have it. */
    public PatchEmbed(int channels, int patch, int width) {
        this(
                channels,
                patch,
                width,
                Initializer.uniformOfFanIn((long) channels * patch * patch),
                Initializer.uniformOfFanIn((long) channels * patch * patch));
    }
}
