package io.beitstream.model.teacher;

import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import java.util.stream.IntStream;

/**
 * CLIP's visual transformer under OpenAI's names: {@code (B, 3, H, W) -> (B, T, C)}, projected,
 * [CLS] first.
 */
final class ClipVisual extends ScriptModule {
    private static final Initializer WEIGHT = Initializer.truncatedNormal(0.02, 2);

    ClipVisual(TeacherConfig config) {
        int width = config.embedDim();
        parameter("class_embedding", WEIGHT, width);
        parameter("positional_embedding", WEIGHT, config.tokens(), width);
        matrix("proj", WEIGHT, width, config.outputDim());
        child("conv1", new BiaslessConvolution(config.patchSize(), width));
        child("ln_pre", new LayerNorm(width, ClipBlock.EPSILON));
        child("transformer", new Resblocks(config));
        child("ln_post", new LayerNorm(width, ClipBlock.EPSILON));
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    x = self.conv1.forward(x).to(6).flatten(2).transpose(1, 2)  # (B, N, D)
                    cls = self.class_embedding.reshape([1, 1, -1]).expand([x.size(0), -1, -1])
                    x = torch.cat([cls, x], 1) + self.positional_embedding
                    x = self.ln_post.forward(self.transformer.forward(self.ln_pre.forward(x)))
                    return torch.matmul(x.to(self.proj.dtype), self.proj).to(6)
                """);
    }

    private static final class Resblocks extends ScriptModule {
        Resblocks(TeacherConfig config) {
            child(
                    "resblocks",
                    new UnrolledStack(
                            IntStream.range(0, config.depth())
                                    .mapToObj(
                                            i ->
                                                    new ClipBlock(
                                                            config.embedDim(),
                                                            config.numHeads(),
                                                            WEIGHT))
                                    .toList()));
            method(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        return self.resblocks.forward(x)
                    """);
        }
    }

    private static final class BiaslessConvolution extends ScriptModule {
        BiaslessConvolution(int patch, int width) {
            matrix("weight", WEIGHT, width, 3, patch, patch);
            attribute("patch", patch);
            method(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        return torch.conv2d(x.to(self.weight.dtype), self.weight, None, [self.patch, self.patch])
                    """);
        }
    }
}
