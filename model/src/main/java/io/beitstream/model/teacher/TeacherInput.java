package io.beitstream.model.teacher;

/** TorchScript that turns the tokenizer's input into the teacher's (reference section 2.6). */
final class TeacherInput {
    /** From {@code (B, 3, H, W)} in [-1, 1] to the teacher's channel statistics. */
    static String method(double[] mean, double[] std) {
        return """
        def normalize(self, x: Tensor) -> Tensor:
            u = torch.clamp((x + 1.0) * 127.5, 0.0, 255.0) / 255.0
            mean = torch.tensor([%s, %s, %s], dtype=6, device=x.device).reshape([1, 3, 1, 1])
            std = torch.tensor([%s, %s, %s], dtype=6, device=x.device).reshape([1, 3, 1, 1])
            return (u - mean) / std
        """
                .formatted(mean[0], mean[1], mean[2], std[0], std[1], std[2]);
    }

    private TeacherInput() {}
}
