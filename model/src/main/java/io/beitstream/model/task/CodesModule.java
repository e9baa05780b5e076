package io.beitstream.model.task;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;

/**
 * A tokenizer that gives labels: {@code forward(images)}, uint8 {@code (B, H, W, 3)} to int64
 * {@code (B, N)}.
 */
final class CodesModule extends ScriptModule {
    private static final String TOKENIZER = "tokenizer";

    CodesModule(ScriptModule tokenizer) {
        child(TOKENIZER, tokenizer);
        method(
                """
                def forward(self, images: Tensor) -> Tensor:
                    return self.tokenizer.forward(images).to(4)
                """);
    }

    /** The tokenizer's weights under the names they have here. */
    static StateDict state(StateDict tokenizer) {
        return tokenizer.withPrefix(TOKENIZER + ".");
    }
}
