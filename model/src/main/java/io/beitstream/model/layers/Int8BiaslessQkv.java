package io.beitstream.model.layers;

import io.beitstream.model.script.PackedMatrix;
import io.beitstream.model.script.ScriptModule;

/** A {@link BiaslessQkv} in eight bits; see {@link Int8Linear}. */
final class Int8BiaslessQkv extends ScriptModule {
    Int8BiaslessQkv(PackedMatrix weight) {
        packed("weight", weight);
        method(
                """
                def forward(self, x: Tensor, bias: Tensor) -> Tensor:
                    return ops.quantized.linear_dynamic(x, self.weight, True) + bias
                """);
    }
}
