package io.beitstream.model.feature;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;

/**
 * An encoder as a teacher: {@code forward(images)}, uint8 {@code (B, H, W, 3)} to patch features
 * {@code (B, N, C)}, fp32.
 */
public final class TeacherModule extends ScriptModule {
    private static final String MODEL = "model";

    private TeacherModule(ScriptModule tower) {
        child(MODEL, tower);
    }

    /**
     * One that teaches what it was made to give.
     *
     * @param tower as {@link EncoderArchitecture#imageTower} makes it
     */
    public static TeacherModule ofOutput(ScriptModule tower) {
        TeacherModule module = new TeacherModule(tower);
        module.method(
                """
                def forward(self, images: Tensor) -> Tensor:
                    model = self.model
                    return model.targets(model.hidden(model.normalize(images)))
                """);
        return module;
    }

    /**
     * One that teaches the patch tokens of some of its blocks.
     *
     * @param depth blocks of the tower
     * @throws IllegalArgumentException if it does not have one of the layers
     */
    public static TeacherModule ofLayers(ScriptModule tower, int depth, TeacherLayers layers) {
        layers.requireDepth(depth);
        TeacherModule module = new TeacherModule(tower);
        module.method(
                """
                def tokens(self, hidden: Tensor) -> Tensor:
                    tokens = self.model.patches(hidden).to(6)
                    return torch.layer_norm(tokens, [tokens.size(2)], None, None, 1e-6, True)  # (B, N, D)
                """);
        module.method(
                """
                def forward(self, images: Tensor) -> Tensor:
                    states = self.model.hidden_of_blocks(self.model.normalize(images))
                    return TARGETS  # (B, N, C)
                """
                        .replace("TARGETS", layers.expression()));
        return module;
    }

    /** The tower's weights under the names they have here. */
    public static StateDict state(StateDict tower) {
        return tower.withPrefix(MODEL + ".");
    }
}
