package io.beitstream.model.layers;

import io.beitstream.model.script.PackedMatrix;
import io.beitstream.model.script.ScriptModule;

/**
 * A {@link Linear} in eight bits: {@code (..., in) -> (..., out)}, fp32 in and out. Weights have a
 * scale for each output channel; inputs are rounded to seven bits with one scale for the whole
 * batch, found as it comes ({@code quantized::linear_dynamic}). The eighth bit stays free, since
 * kernels for processors without VNNI add pairs of products in 16 bits.
 */
final class Int8Linear extends ScriptModule {
    Int8Linear(PackedMatrix weight) {
        packed("weight", weight);
        method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return ops.quantized.linear_dynamic(x, self.weight, True)
                """);
        method(Linear.OUTPUTS_SCALED);
    }
}
