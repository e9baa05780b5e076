package io.beitstream.model.training.task;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.StateDict;

/**
 * A tokenizer that gives labels: {@code forward(images)}, uint8 {@code (B, H, W, 3)} to int64
 * {@code (B, N)}, or {@code forward(images, patches)} to the codes of some patches alone, int64
 * {@code (B, M)} both.
 */
final class CodesModule extends ScriptModule {
    private static final String TOKENIZER = "tokenizer";

    private CodesModule(ScriptModule tokenizer, String forward) {
        child(TOKENIZER, tokenizer);
        method(forward);
    }

    static CodesModule ofAll(ScriptModule tokenizer) {
        return new CodesModule(
                tokenizer,
                """
                def forward(self, images: Tensor) -> Tensor:
                    return self.tokenizer.forward(images).to(4)
                """);
    }

    static CodesModule ofSome(ScriptModule tokenizer) {
        return new CodesModule(
                tokenizer,
                """
                def forward(self, images: Tensor, patches: Tensor) -> Tensor:
                    return self.tokenizer.codes_at(images, patches).to(4)
                """);
    }

    /** The tokenizer's weights under the names they have here. */
    static StateDict state(StateDict tokenizer) {
        return tokenizer.withPrefix(TOKENIZER + ".");
    }
}
