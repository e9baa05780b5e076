package io.beitstream.model.beit;

import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.layers.Attention;
import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.layers.Linear;
import io.beitstream.model.layers.TransformerBlock;
import io.beitstream.model.layers.TransformerStack;
import io.beitstream.model.layers.VisionTransformer;
import io.beitstream.model.tensor.Initializer;
import java.util.ArrayList;
import java.util.List;

/**
 * Masked image modelling with [CLS] patch aggregation (reference section 5): predicts the codes of
 * masked patches twice, from the last block and, through a throw-away head, from the final [CLS]
 * with the patch tokens of an early block.
 *
 * <ul>
 *   <li>{@code losses(x, mask, codes)}: normalised float {@code (B, 3, H, W)}, bool {@code (B, N)},
 *       int64 {@code (B, N)} to {@code loss}, the sum of both cross entropies, each of them, and
 *       the share of masked codes that each head predicts, all {@code (1)}.
 *   <li>{@code pretrain(images, masked, codes)}: the same for uint8 {@code (B, H, W, 3)}, the
 *       masked patches by number, as many in each image, and their codes, both int64 {@code (B,
 *       M)}.
 *   <li>{@code inspect(x, mask, codes)}: every output by name.
 * </ul>
 *
 * <p>The losses read masked patches alone, and so the last block of the network and that of the
 * head compute no other outputs.
 */
public final class BeitPretrainingModule extends VisionTransformer {
    /** Cut at one standard deviation, as the pretraining code does it (reference section 7). */
    private static final Initializer NARROW = Initializer.truncatedNormal(0.02, 0.02);

    public BeitPretrainingModule(PretrainingConfig config) {
        super(config.transformer(), NARROW);
        int width = config.embedDim();
        parameter("mask_token", NARROW, 1, 1, width);
        child("lm_head", new Linear(width, config.vocabSize(), NARROW));
        boolean aggregates = config.headLayers() > 0;
        if (aggregates) {
            child("cls_pt_layers", new TransformerStack(headBlocks(config)));
            attribute("early_layers", config.earlyLayers());
            if (!config.sharedLmHead()) {
                child("cls_pt_norm", new LayerNorm(width));
                child("cls_pt_lm_head", new Linear(width, config.vocabSize(), NARROW));
            }
        }
        method(EMBED);
        method(aggregates ? TOKENS_OF_BOTH : TOKENS_OF_ONE);
        method(aggregates ? rowsOfBoth(config) : ROWS_OF_ONE);
        method(heads(aggregates && !config.sharedLmHead()));
        method(LOSS);
        method(aggregates ? LOSSES_OF_BOTH : LOSSES_OF_ONE);
        child("pixels", new PixelNormalization(PixelNormalization.Statistics.IMAGENET));
        int side = config.transformer().gridSide();
        attribute("patches_of_image", side * side);
        method(PRETRAIN);
        method(aggregates ? INSPECT_BOTH : INSPECT_ONE);
    }

    /** The head's linear layers keep torch's default, biases too (reference section 7). */
    private static List<TransformerBlock> headBlocks(PretrainingConfig config) {
        List<TransformerBlock> blocks = new ArrayList<>();
        for (int j = 0; j < config.headLayers(); j++) {
            TransformerBlock.Config block =
                    new TransformerBlock.Config(
                            new Attention.Config(config.embedDim(), config.numHeads(), null),
                            config.mlpRatio(),
                            config.initValues(),
                            config.headDropPath(j),
                            LayerNorm.EPSILON);
            blocks.add(
                    new TransformerBlock(
                            block, config.earlyLayers() + j + 1, Initializer.uniformOfRow()));
        }
        return blocks;
    }

    private static final String EMBED =
            """
            def embed_masked(self, x: Tensor, mask: Tensor) -> Tensor:
                x = self.patch_embed.forward(x).to(6)  # (B, N, D)
                m = mask.unsqueeze(2).to(x.dtype)
                x = x * (1.0 - m) + self.mask_token * m
                x = torch.cat([self.cls_token.expand([x.size(0), -1, -1]), x], 1)  # (B, T, D)
                positions = self.positions(x.size(1))
                if positions is not None:
                    x = x + positions
                return x
            """;

    private static final String TOKENS_OF_ONE =
            """
            def tokens(self, x: Tensor, mask: Tensor) -> Tensor:
                return self.normalized(self.blocks.forward(self.embed_masked(x, mask), self.shared_bias()))
            """;

    private static final String TOKENS_OF_BOTH =
            """
            def tokens(self, x: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor]:
                bias = self.shared_bias()
                states = self.blocks.each(self.embed_masked(x, mask), bias)
                last = states[len(states) - 1]
                early = states[self.early_layers - 1]
                y = torch.cat([last[:, :1], early[:, 1:]], 1)  # (B, T, D): final [CLS], early patches
                y = self.cls_pt_layers.forward(y, bias)
                return self.normalized(last), self.normalized_cls(y)
            """;

    private static String heads(boolean own) {
        String heads =
                """
                def normalized_cls(self, y: Tensor) -> Tensor:
                    return self.NORM.forward(y)

                def predict(self, patches: Tensor) -> Tensor:
                    return self.lm_head.forward(patches)

                def predict_cls(self, patches: Tensor) -> Tensor:
                    return self.HEAD.forward(patches)
                """;
        return heads.replace("NORM", own ? "cls_pt_norm" : "norm")
                .replace("HEAD", own ? "cls_pt_lm_head" : "lm_head");
    }

    private static final String ROWS_OF_ONE =
            """
            def rows(self, x: Tensor, mask: Tensor, rows: Tensor) -> Tensor:
                return self.normalized(self.blocks.rows(self.embed_masked(x, mask), self.shared_bias(), rows))
            """;

    /** Of a head on the last block's own patches, that block gives all of them. */
    private static String rowsOfBoth(PretrainingConfig config) {
        String rows =
                """
                def rows(self, x: Tensor, mask: Tensor, rows: Tensor) -> Tuple[Tensor, Tensor]:
                    bias = self.shared_bias()
                    states = self.blocks.EACH
                    last = states[len(states) - 1]
                    early = states[self.early_layers - 1]
                    y = torch.cat([last[:, :1], early[:, 1:]], 1)  # (B, T, D): final [CLS], early patches
                    return self.normalized(LAST), self.normalized_cls(self.cls_pt_layers.rows(y, bias, rows))
                """;
        boolean last = config.earlyLayers() == config.depth();
        return rows.replace(
                        "EACH",
                        last
                                ? "each(self.embed_masked(x, mask), bias)"
                                : "each_rows(self.embed_masked(x, mask), bias, rows)")
                .replace("LAST", last ? "self.at(last, rows)" : "last");
    }

    /**
     * Images may differ in how many patches they mask: {@code masked} then ends in patches that are
     * not, and {@code real} says which are.
     */
    private static final String LOSS =
            """
            def at(self, tokens: Tensor, rows: Tensor) -> Tensor:
                return tokens.gather(1, rows.unsqueeze(2).expand([-1, -1, tokens.size(2)]))

            def rows_of(self, masked: Tensor) -> Tensor:
                return torch.cat([torch.zeros_like(masked[:, :1]), masked + 1], 1)  # [CLS] first

            def patches(self, tokens: Tensor, real: Optional[Tensor]) -> Tensor:
                tokens = tokens[:, 1:].flatten(0, 1)  # (M, D), image by image, row-major
                if real is not None:
                    tokens = tokens[real]
                return tokens

            def masked(self, tokens: Tensor, mask: Tensor) -> Tensor:
                return tokens[:, 1:][mask]  # (M, D), image by image, row-major

            def loss_of(self, logits: Tensor, labels: Tensor) -> Tensor:
                return torch.cross_entropy_loss(logits.to(6), labels, None, 1, -100, 0.0)

            def accuracy_of(self, logits: Tensor, labels: Tensor) -> Tensor:
                return torch.mean(torch.eq(torch.argmax(logits, 1), labels).to(6)).reshape([1])

            def losses(self, x: Tensor, mask: Tensor, codes: Tensor) -> Dict[str, Tensor]:
                most = int(mask.sum([1]).max().item())
                sorted, order = torch.sort(mask.to(3), stable=True, dim=1, descending=True)
                masked = order[:, :most]
                real = sorted[:, :most].flatten().to(11)
                return self.losses_at(x, mask, masked, real, codes.gather(1, masked).flatten()[real])
            """;

    private static final String LOSSES_OF_ONE =
            """
            def losses_at(self, x: Tensor, mask: Tensor, masked: Tensor, real: Optional[Tensor], labels: Tensor) -> Dict[str, Tensor]:
                logits = self.predict(self.patches(self.rows(x, mask, self.rows_of(masked)), real))
                loss = self.loss_of(logits, labels).reshape([1])
                return {"loss": loss, "loss_mim": loss, "accuracy_mim": self.accuracy_of(logits, labels)}
            """;

    private static final String LOSSES_OF_BOTH =
            """
            def losses_at(self, x: Tensor, mask: Tensor, masked: Tensor, real: Optional[Tensor], labels: Tensor) -> Dict[str, Tensor]:
                tokens, cls_tokens = self.rows(x, mask, self.rows_of(masked))
                logits = self.predict(self.patches(tokens, real))
                loss = self.loss_of(logits, labels).reshape([1])
                cls_logits = self.predict_cls(self.patches(cls_tokens, real))
                cls_loss = self.loss_of(cls_logits, labels).reshape([1])
                return {
                    "loss": loss + cls_loss,
                    "loss_mim": loss,
                    "loss_cls": cls_loss,
                    "accuracy_mim": self.accuracy_of(logits, labels),
                    "accuracy_cls": self.accuracy_of(cls_logits, labels)
                }
            """;

    private static final String PRETRAIN =
            """
            def pretrain(self, images: Tensor, masked: Tensor, codes: Tensor) -> Dict[str, Tensor]:
                none = torch.zeros([masked.size(0), self.patches_of_image], dtype=11, device=masked.device)
                mask = none.scatter(1, masked, torch.ones_like(masked).to(11))
                return self.losses_at(self.pixels.forward(images), mask, masked, None, codes.flatten())

            def forward(self, x: Tensor, mask: Tensor, codes: Tensor) -> Tensor:
                return self.losses(x, mask, codes)["loss"]
            """;

    private static final String INSPECT_ONE =
            """
            def inspect(self, x: Tensor, mask: Tensor, codes: Tensor) -> Dict[str, Tensor]:
                tokens = self.tokens(x, mask)
                logits = self.predict(self.masked(tokens, mask))
                return {
                    "patch_tokens": tokens[:, 1:],
                    "logits_mim": logits,
                    "loss_mim": self.loss_of(logits, codes[mask]).reshape([1]),
                    "features_unmasked": self.tokens(x, torch.zeros_like(mask))
                }
            """;

    private static final String INSPECT_BOTH =
            """
            def inspect(self, x: Tensor, mask: Tensor, codes: Tensor) -> Dict[str, Tensor]:
                tokens, cls_tokens = self.tokens(x, mask)
                labels = codes[mask]
                logits = self.predict(self.masked(tokens, mask))
                cls_logits = self.predict_cls(self.masked(cls_tokens, mask))
                unmasked, _ = self.tokens(x, torch.zeros_like(mask))
                return {
                    "patch_tokens": tokens[:, 1:],
                    "patch_tokens_cls": cls_tokens[:, 1:],
                    "logits_mim": logits,
                    "logits_cls": cls_logits,
                    "loss_mim": self.loss_of(logits, labels).reshape([1]),
                    "loss_cls": self.loss_of(cls_logits, labels).reshape([1]),
                    "features_unmasked": unmasked
                }
            """;
}
