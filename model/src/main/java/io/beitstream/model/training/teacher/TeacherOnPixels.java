package io.beitstream.model.training.teacher;

import io.beitstream.model.script.ScriptModule;

/**
 * A teacher that takes pixels: {@code forward(images)}, uint8 {@code (B, H, W, 3)} to patch
 * features {@code (B, N, C)}.
 */
public final class TeacherOnPixels extends ScriptModule {
    /** The child that holds the teacher; its tensors have this prefix. */
    public static final String TEACHER = "teacher";

    public TeacherOnPixels(ScriptModule teacher) {
        child(TEACHER, teacher);
        method(
                """
                def forward(self, images: Tensor) -> Tensor:
                    x = images.permute([0, 3, 1, 2]).to(6) / 127.5 - 1.0  # (B, 3, H, W)
                    return self.teacher.forward(x)
                """);
    }
}
