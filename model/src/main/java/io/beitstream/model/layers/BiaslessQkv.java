package io.beitstream.model.layers;

import io.beitstream.model.script.Kernels;
import io.beitstream.model.script.PackedMatrix;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;

/**
 * The joint query, key and value projection; its bias is held by the attention: {@code (B, T, D) ->
 * (B, T, 3D)}.
 */
final class BiaslessQkv extends ScriptModule {
    BiaslessQkv(int width, Initializer weight) {
        matrix("weight", weight, 3L * width, width);
        method(
                """
                def forward(self, x: Tensor, bias: Tensor) -> Tensor:
                    return torch.linear(x, self.weight.to(x.dtype), bias.to(x.dtype))
                """);
    }

    @Override
    protected ScriptModule with(Kernels kernels, StateDict own) {
        if (kernels == Kernels.INT8) {
            return new Int8BiaslessQkv(PackedMatrix.of(own.get("weight"), null));
        }
        return kernels.arePacked() ? PackedLinear.withoutBias(own.get("weight")) : this;
    }
}
