package io.beitstream.model.verification;

import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;

/**
 * An encoder that shows what it computes: {@code forward(x)}, normalised float {@code (B, 3, H,
 * W)}, and {@code of_pixels(images)}, uint8 {@code (B, H, W, 3)}, to every output by name.
 */
final class EncoderInspection extends ScriptModule {
    private static final String MODEL = "model";

    EncoderInspection(ScriptModule tower, EncoderArchitecture architecture) {
        child(MODEL, tower);
        method(architecture.hasClassToken() ? CLS : NO_CLS);
        method(
                """
                def forward(self, x: Tensor) -> Dict[str, Tensor]:
                    hidden = self.model.hidden(x)
                    outputs = {
                        "pooled": self.model.pooled(hidden),
                        "patch_tokens": self.model.patches(hidden),
                        "patch_target": self.model.targets(hidden)
                    }
                    self.add_cls(outputs, hidden)
                    return outputs

                def of_pixels(self, images: Tensor) -> Dict[str, Tensor]:
                    return self.forward(self.model.normalize(images))
                """);
    }

    static StateDict state(StateDict tower) {
        return tower.withPrefix(MODEL + ".");
    }

    private static final String CLS =
            """
            def add_cls(self, outputs: Dict[str, Tensor], hidden: Tensor) -> None:
                outputs["cls"] = self.model.cls(hidden)
            """;

    private static final String NO_CLS =
            """
            def add_cls(self, outputs: Dict[str, Tensor], hidden: Tensor) -> None:
                pass
            """;
}
