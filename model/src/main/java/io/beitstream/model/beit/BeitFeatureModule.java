package io.beitstream.model.beit;

import io.beitstream.model.layers.Linear;
import io.beitstream.model.layers.VisionTransformer;

/**
 * The BEiT v2 feature model (reference section 6.1).
 *
 * <ul>
 *   <li>{@code forward(images)}: uint8 {@code (B, H, W, 3)} to the pooled feature, float {@code (B,
 *       D)}.
 *   <li>{@code inspect(x)}: normalised float {@code (B, 3, H, W)} to every output by name.
 * </ul>
 */
public final class BeitFeatureModule extends VisionTransformer {
    public BeitFeatureModule(BeitConfig config, Normalization normalization) {
        super(config.transformer());
        if (config.numClasses() > 0) {
            child("head", new Linear(config.embedDim(), config.numClasses(), WEIGHT.scaled(0.001)));
        }
        // Plain attributes rather than buffers: a state dict holds learned tensors only.
        attribute("mean_red", normalization.mean()[0] * 255);
        attribute("mean_green", normalization.mean()[1] * 255);
        attribute("mean_blue", normalization.mean()[2] * 255);
        attribute("std_red", normalization.std()[0] * 255);
        attribute("std_green", normalization.std()[1] * 255);
        attribute("std_blue", normalization.std()[2] * 255);
        method(FORWARD);
        method(config.numClasses() > 0 ? LOGITS : NO_LOGITS);
        method(INSPECT);
    }

    private static final String FORWARD =
            """
            def normalize(self, images: Tensor) -> Tensor:
                mean = torch.tensor([self.mean_red, self.mean_green, self.mean_blue], dtype=6, device=images.device)
                std = torch.tensor([self.std_red, self.std_green, self.std_blue], dtype=6, device=images.device)
                return ((images.to(6) - mean) / std).permute([0, 3, 1, 2])  # (B, 3, H, W)

            def forward(self, images: Tensor) -> Tensor:
                return self.pooled(self.hidden(self.normalize(images)))
            """;

    private static final String LOGITS =
            """
            def add_logits(self, outputs: Dict[str, Tensor]) -> None:
                outputs["class_logits"] = self.head.forward(outputs["pooled"])
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

    /** Channel statistics of pixels in [0, 1], red first. */
    public record Normalization(double[] mean, double[] std) {
        /**
         * The ImageNet statistics that all published BEiT v2 models were trained with (reference
         * section 2.1).
         */
        public static final Normalization IMAGENET =
                new Normalization(new double[] {.485, .456, .406}, new double[] {.229, .224, .225});

        public Normalization {
            if (mean.length != 3 || std.length != 3) {
                throw new IllegalArgumentException("mean and std need three channels each");
            }
        }
    }
}
