package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A linear map by oneDNN, {@code (..., in) -> (..., out)}, in the type of its input, which must be
 * the archive's: the weight is laid out for its kernels when the archive is loaded.
 */
final class PackedLinear extends ScriptModule {
    /** An image of 14 x 14 patches: what the layout is chosen for; others fit it as well. */
    private static final int ROWS = 197;

    /** A map with its own bias and perhaps an activation behind it. */
    static PackedLinear of(HostTensor weight, HostTensor bias, Optional<String> activation) {
        return new PackedLinear(
                weight,
                Optional.of(bias),
                """
                def forward(self, x: Tensor) -> Tensor:
                    return ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "%s", annotate(List[Optional[number]], []), "%s")
                """
                        .formatted(activation.isPresent() ? "gelu" : "none", activation.orElse("")),
                Linear.OUTPUTS_SCALED);
    }

    /** A map whose bias comes with the input. */
    static PackedLinear withoutBias(HostTensor weight) {
        return new PackedLinear(
                weight,
                Optional.empty(),
                """
                def forward(self, x: Tensor, bias: Tensor) -> Tensor:
                    return ops.mkldnn._linear_pointwise(x, self.weight, bias.to(x.dtype), "none", annotate(List[Optional[number]], []), "")
                """);
    }

    private PackedLinear(HostTensor weight, Optional<HostTensor> bias, String... methods) {
        Map<String, Optional<HostTensor>> tensors = new LinkedHashMap<>();
        tensors.put("weight", Optional.of(weight));
        tensors.put("bias", bias);
        prepared(tensors);
        String tensor = bias.isPresent() ? "Tensor" : "Optional[Tensor]";
        method(STATE.replace("BIAS", tensor).formatted(ROWS));
        for (String method : methods) {
            method(method);
        }
    }

    /** libtorch takes the one only where there is the other. */
    private static final String STATE =
            """
            def __getstate__(self) -> Tuple[Tensor, BIAS, bool]:
                return (self.weight.to_dense(), self.bias, self.training)

            def __setstate__(self, state: Tuple[Tensor, BIAS, bool]) -> None:
                self.weight = ops.mkldnn._reorder_linear_weight(state[0], %d)
                self.bias = state[1]
                self.training = state[2]
                self._is_full_backward_hook = None
            """;
}
