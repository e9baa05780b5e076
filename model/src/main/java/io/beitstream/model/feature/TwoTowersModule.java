package io.beitstream.model.feature;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tower.TextConfig;
import io.beitstream.model.tower.TextTowerModule;
import org.jspecify.annotations.Nullable;

/**
 * An image tower and the text tower that it was trained with.
 *
 * <ul>
 *   <li>{@code forward(images)}: uint8 {@code (B, H, W, 3)} to {@code (B, C)}, fp32, not scaled;
 *   <li>{@code encode_text(ids)}: int64 {@code (B, L)} to {@code (B, C)}, fp32, not scaled.
 * </ul>
 */
public final class TwoTowersModule extends ScriptModule {
    /** The child that holds the image tower; its tensors have this prefix. */
    public static final String VISUAL = "visual";

    /** The child that holds the text tower; its tensors have this prefix. */
    public static final String TEXT = "text";

    /** The logarithm of the factor on cosines, {@code (1)}. */
    public static final String LOGIT_SCALE = "logit_scale";

    /**
     * What is added to scaled cosines, {@code (1)}; only where the text tower's output has a bias.
     */
    public static final String LOGIT_BIAS = "logit_bias";

    public TwoTowersModule(ScriptModule visual, @Nullable TextConfig text) {
        child(VISUAL, visual);
        method(
                """
                def forward(self, images: Tensor) -> Tensor:
                    return self.visual.forward(images)
                """);
        if (text != null) {
            child(TEXT, new TextTowerModule(text));
            parameter(LOGIT_SCALE, Initializer.constant((float) Math.log(10)), 1);
            if (text.outputBias()) {
                parameter(LOGIT_BIAS, Initializer.constant(-10), 1);
            }
            method(
                    """
                    def encode_text(self, ids: Tensor) -> Tensor:
                        return self.text.forward(ids)
                    """);
        }
    }
}
