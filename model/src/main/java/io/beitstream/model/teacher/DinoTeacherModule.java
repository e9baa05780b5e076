package io.beitstream.model.teacher;

import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.Mlp;
import io.beitstream.model.layers.PatchEmbed;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import java.util.stream.IntStream;

/**
 * The DINO teacher (reference section 3.7): the normed patch tokens of the last block.
 *
 * <ul>
 *   <li>{@code forward(x)}: {@code (B, 3, H, W)} in [-1, 1] to patch features {@code (B, N, D)}.
 *   <li>{@code inspect(x)}: every output by name.
 * </ul>
 */
public final class DinoTeacherModule extends ScriptModule {
    private static final double[] MEAN = {.485, .456, .406};
    private static final double[] STD = {.229, .224, .225};
    private static final Initializer WEIGHT = Initializer.truncatedNormal(0.02, 2);

    public DinoTeacherModule(TeacherConfig config) {
        int width = config.embedDim();
        parameter("cls_token", WEIGHT, 1, 1, width);
        parameter("pos_embed", WEIGHT, 1, config.tokens(), width);
        child("patch_embed", new PatchEmbed(3, config.patchSize(), width));
        child(
                "blocks",
                new UnrolledStack(
                        IntStream.range(0, config.depth())
                                .mapToObj(i -> new DinoBlock(width, config.numHeads()))
                                .toList()));
        child("norm", new LayerNorm(width));
        method(TeacherInput.method(MEAN, STD));
        method(
                """
                def tokens(self, x: Tensor) -> Tensor:
                    x = self.patch_embed.forward(x).to(6)
                    x = torch.cat([self.cls_token.expand([x.size(0), -1, -1]), x], 1) + self.pos_embed
                    return self.norm.forward(self.blocks.forward(x))

                def forward(self, x: Tensor) -> Tensor:
                    return self.tokens(self.normalize(x))[:, 1:]

                def inspect(self, x: Tensor) -> Dict[str, Tensor]:
                    normalized = self.normalize(x)
                    tokens = self.tokens(normalized)
                    return {"normalized": normalized, "patch_target": tokens[:, 1:], "cls": tokens[:, 0]}
                """);
    }

    private static final class DinoBlock extends ScriptModule {
        DinoBlock(int width, int heads) {
            child("norm1", new LayerNorm(width));
            child("attn", new FusedAttention(width, heads, FusedAttention.Naming.TIMM, WEIGHT));
            child("norm2", new LayerNorm(width));
            child("mlp", new Mlp(width, 4 * width, WEIGHT, 1));
            computeType("compute_type");
            method(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        x = x + self.attn.forward(self.norm1.forward(x).to(self.compute_type))
                        return x + self.mlp.forward(self.norm2.forward(x).to(self.compute_type))
                    """);
        }
    }
}
