package io.beitstream.model.teacher;

import io.beitstream.model.script.ScriptModule;

/**
 * The CLIP teacher (reference section 3.7): the projected, post-normed patch tokens of the last
 * block.
 *
 * <ul>
 *   <li>{@code forward(x)}: {@code (B, 3, H, W)} in [-1, 1] to patch features {@code (B, N, C)}.
 *   <li>{@code inspect(x)}: every output by name.
 * </ul>
 */
public final class ClipTeacherModule extends ScriptModule {
    private static final double[] MEAN = {.48145466, .4578275, .40821073};
    private static final double[] STD = {.26862954, .26130258, .27577711};

    public ClipTeacherModule(TeacherConfig config) {
        child("visual", new ClipVisual(config));
        method(TeacherInput.method(MEAN, STD));
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return self.visual.forward(self.normalize(x))[:, 1:]

                def inspect(self, x: Tensor) -> Dict[str, Tensor]:
                    normalized = self.normalize(x)
                    tokens = self.visual.forward(normalized)
                    return {
                        "normalized": normalized,
                        "patch_target": tokens[:, 1:],
                        "image_embedding": tokens[:, 0]
                    }
                """);
    }
}
