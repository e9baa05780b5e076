package io.beitstream.model.beit;

import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.layers.Linear;
import io.beitstream.model.layers.VisionTransformer;

/**
 * The BEiT v2 feature model (reference section 6.1).
 *
 * <ul>
 *   <li>{@code forward(images)}: uint8 {@code (B, H, W, 3)} to the pooled feature, float {@code (B,
 *       D)}.
 *   <li>{@code inspect(x)}: normalised float {@code (B, 3, H, W)} to every output by name.
 *   <li>{@code finetune(images, targets)}: uint8 or float {@code (B, H, W, 3)} and the classes'
 *       shares {@code (B, K)} to {@code loss}, the cross entropy, and {@code accuracy}, the share
 *       of images whose largest target is found, both {@code (1)}; only with classes.
 * </ul>
 */
public final class BeitFeatureModule extends VisionTransformer {
    public BeitFeatureModule(BeitConfig config, PixelNormalization.Statistics normalization) {
        this(config, normalization, 0);
    }

    /**
     * A model to be trained.
     *
     * @param dropPath rate of the last block
     */
    public BeitFeatureModule(
            BeitConfig config, PixelNormalization.Statistics normalization, double dropPath) {
        super(config.transformer(dropPath));
        if (config.numClasses() > 0) {
            child("head", new Linear(config.embedDim(), config.numClasses(), WEIGHT.scaled(0.001)));
        }
        child("pixels", new PixelNormalization(normalization));
        method(FORWARD);
        if (config.numClasses() > 0) {
            method(CLASSIFICATION_LOSS);
        }
        method(config.numClasses() > 0 ? LOGITS : NO_LOGITS);
        method(INSPECT);
    }

    private static final String FORWARD =
            """
            def normalize(self, images: Tensor) -> Tensor:
                return self.pixels.forward(images)

            def forward(self, images: Tensor) -> Tensor:
                return self.pooled(self.hidden(self.normalize(images)))

            def cls(self, hidden: Tensor) -> Tensor:
                return self.normalized(hidden)[:, 0]

            def patches(self, hidden: Tensor) -> Tensor:
                return self.normalized(hidden)[:, 1:]

            def targets(self, hidden: Tensor) -> Tensor:
                return self.patches(hidden)
            """;

    /** {@code losses(logits, targets)}: {@code (B, K)} both, to what {@code finetune} gives. */
    public static final String CLASSIFICATION_LOSS =
            """
            def losses(self, logits: Tensor, targets: Tensor) -> Dict[str, Tensor]:
                of_image = torch.sum(targets * torch.log_softmax(logits, 1), [1])
                right = torch.eq(torch.argmax(logits, 1), torch.argmax(targets, 1))
                return {
                    "loss": torch.neg(torch.mean(of_image)).reshape([1]),
                    "accuracy": torch.mean(right.to(6)).reshape([1])
                }
            """;

    private static final String LOGITS =
            """
            def add_logits(self, outputs: Dict[str, Tensor]) -> None:
                outputs["class_logits"] = self.head.forward(outputs["pooled"])

            def finetune(self, images: Tensor, targets: Tensor) -> Dict[str, Tensor]:
                return self.losses(self.head.forward(self.forward(images)).to(6), targets)
            """;

    private static final String NO_LOGITS =
            """
            def add_logits(self, outputs: Dict[str, Tensor]) -> None:
                pass
            """;

    private static final String INSPECT =
            """
            def inspect(self, x: Tensor) -> Dict[str, Tensor]:
                states = self.hidden_of_blocks(x)
                hidden = states[len(states) - 1]
                all_tokens = self.normalized(hidden)
                outputs = {"pooled": self.pooled(hidden), "patch_tokens": all_tokens[:, 1:], "all_tokens": all_tokens}
                for i in range(len(states)):
                    outputs["block_output." + str(i)] = states[i]
                self.add_logits(outputs)
                return outputs
            """;
}
