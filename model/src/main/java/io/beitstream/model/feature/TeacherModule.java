package io.beitstream.model.feature;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;

/**
 * An encoder as a teacher: {@code forward(images)}, uint8 {@code (B, H, W, 3)} to patch features
 * {@code (B, N, C)}, fp32.
 */
public final class TeacherModule extends ScriptModule {
    private static final String MODEL = "model";

    /**
     * @param tower as {@link EncoderArchitecture#imageTower} makes it
     */
    public TeacherModule(ScriptModule tower) {
        child(MODEL, tower);
        method(
                """
                def forward(self, images: Tensor) -> Tensor:
                    model = self.model
                    return model.targets(model.hidden(model.normalize(images)))
                """);
    }

    /** The tower's weights under the names they have here. */
    public static StateDict state(StateDict tower) {
        return tower.withPrefix(MODEL + ".");
    }
}
