package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import java.util.ArrayList;
import java.util.List;

/**
 * The vision transformer that the tokenizer's encoder and decoder and the feature model share
 * (reference section 3.2). Which of the optional parts it has follows from its {@link Config};
 * their names are the official ones.
 *
 * <p>{@code hidden(x)} maps {@code (B, C, H, W)} to the raw residual stream {@code (B, T, D)},
 * [CLS] first, and {@code hidden_rows(x, rows)} some of its tokens; {@code normalized(h)} applies
 * the final norm to every token; {@code pooled(h)} gives {@code (B, D)}.
 */
public class VisionTransformer extends ScriptModule {
    /** The places that a relative position bias can come from. */
    public enum RelativePosition {
        NONE,
        PER_BLOCK,
        SHARED
    }

    /**
     * The architecture.
     *
     * @param imageSize side of the input in pixels
     * @param channels channels of the input
     * @param meanPooling true: {@code fc_norm} on the mean of the patch tokens; false: {@code
     *     norm}, and [CLS] is pooled
     * @param layerScale initial gamma; 0 for none
     * @param dropPath rate of the last block; the blocks before it rise to it linearly
     * @param epsilon of every norm
     */
    public record Config(
            int imageSize,
            int patchSize,
            int channels,
            int width,
            int depth,
            int heads,
            double mlpRatio,
            boolean absolutePosition,
            RelativePosition relativePosition,
            boolean meanPooling,
            double layerScale,
            double dropPath,
            double epsilon) {
        public Config {
            if (imageSize < 1 || patchSize < 1 || imageSize % patchSize != 0) {
                throw new IllegalArgumentException(
                        "image size "
                                + imageSize
                                + " is not a multiple of patch size "
                                + patchSize);
            }
            if (depth < 1 || heads < 1 || width < 1 || width % heads != 0) {
                throw new IllegalArgumentException(
                        "width %d, depth %d and %d heads do not make a transformer"
                                .formatted(width, depth, heads));
            }
        }

        public int gridSide() {
            return imageSize / patchSize;
        }

        public Window window() {
            return new Window(gridSide(), gridSide());
        }
    }

    /** Weights of linear layers, tokens and positions: timm's truncated normal, cut far outside. */
    public static final Initializer WEIGHT = Initializer.truncatedNormal(0.02, 2);

    private TransformerStack blocks;

    /** A transformer initialised as the feature model and the tokenizer are. */
    public VisionTransformer(Config config) {
        this(config, WEIGHT, new PatchEmbed(config.channels(), config.patchSize(), config.width()));
    }

    /**
     * A transformer whose every weight, the patch embedding's too, is drawn from {@code weight}.
     */
    protected VisionTransformer(Config config, Initializer weight) {
        this(
                config,
                weight,
                new PatchEmbed(
                        config.channels(),
                        config.patchSize(),
                        config.width(),
                        weight,
                        Initializer.zeros()));
    }

    private VisionTransformer(Config config, Initializer weight, PatchEmbed patchEmbed) {
        int width = config.width();
        parameter("cls_token", weight, 1, 1, width);
        if (config.absolutePosition()) {
            parameter("pos_embed", weight, 1, config.window().tokens(), width);
        }
        child("patch_embed", patchEmbed);
        boolean shared = config.relativePosition() == RelativePosition.SHARED;
        if (shared) {
            child("rel_pos_bias", new RelativePositionBias(config.window(), config.heads()));
        }
        blocks = child("blocks", new TransformerStack(blocks(config, weight)));
        child(config.meanPooling() ? "fc_norm" : "norm", new LayerNorm(width, config.epsilon()));

        method(config.absolutePosition() ? PositionEmbedding.METHOD : NO_POSITIONS);
        method(shared ? SHARED_BIAS : NO_SHARED_BIAS);
        method(EMBED);
        method(HIDDEN);
        method(
                config.meanPooling()
                        ? NORMALIZED.replace("NORM", "fc_norm")
                        : NORMALIZED.replace("NORM", "norm"));
        method(config.meanPooling() ? MEAN_POOLED : CLS_POOLED);
    }

    /**
     * Lets a step compute the blocks again in its backward pass, in place of keeping what they have
     * computed.
     */
    final void recomputeBlocks() {
        blocks = new RecomputingStack(List.copyOf(blocks.children().values()));
        replaceChild("blocks", blocks);
    }

    /** The number of blocks. */
    final int depth() {
        return blocks.children().size();
    }

    private static List<TransformerBlock> blocks(Config config, Initializer weight) {
        boolean own = config.relativePosition() == RelativePosition.PER_BLOCK;
        Attention.Config attention =
                new Attention.Config(config.width(), config.heads(), own ? config.window() : null);
        List<TransformerBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            double dropPath =
                    config.depth() == 1 ? 0 : config.dropPath() * i / (config.depth() - 1);
            TransformerBlock.Config block =
                    new TransformerBlock.Config(
                            attention,
                            config.mlpRatio(),
                            config.layerScale(),
                            dropPath,
                            config.epsilon());
            blocks.add(new TransformerBlock(block, i + 1, weight));
        }
        return blocks;
    }

    private static final String NO_POSITIONS =
            """
            def positions(self, tokens: int) -> Optional[Tensor]:
                return None
            """;

    private static final String SHARED_BIAS =
            """
            def shared_bias(self) -> Optional[Tensor]:
                return self.rel_pos_bias.forward()
            """;

    private static final String NO_SHARED_BIAS =
            """
            def shared_bias(self) -> Optional[Tensor]:
                return None
            """;

    private static final String EMBED =
            """
            def embed(self, x: Tensor) -> Tensor:
                x = self.patch_embed.forward(x).to(6)  # (B, N, D), fp32 from here on
                x = torch.cat([self.cls_token.expand([x.size(0), -1, -1]), x], 1)  # (B, T, D)
                positions = self.positions(x.size(1))
                if positions is not None:
                    x = x + positions
                return x
            """;

    private static final String HIDDEN =
            """
            def hidden(self, x: Tensor) -> Tensor:
                return self.blocks.forward(self.embed(x), self.shared_bias())

            def hidden_rows(self, x: Tensor, rows: Tensor) -> Tensor:
                return self.blocks.rows(self.embed(x), self.shared_bias(), rows)

            def hidden_of_blocks(self, x: Tensor) -> List[Tensor]:
                return self.blocks.each(self.embed(x), self.shared_bias())
            """;

    private static final String NORMALIZED =
            """
            def normalized(self, hidden: Tensor) -> Tensor:
                return self.NORM.forward(hidden)
            """;

    private static final String MEAN_POOLED =
            """
            def pooled(self, hidden: Tensor) -> Tensor:
                return self.fc_norm.forward(hidden[:, 1:].mean([1]))
            """;

    private static final String CLS_POOLED =
            """
            def pooled(self, hidden: Tensor) -> Tensor:
                return self.norm.forward(hidden)[:, 0]
            """;
}
