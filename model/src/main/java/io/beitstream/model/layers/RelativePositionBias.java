package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;

/**
 * A relative position bias shared by all blocks: {@code () -> (H, T, T)}, added to the attention
 * logits.
 */
public final class RelativePositionBias extends ScriptModule {
    static final String TABLE = "relative_position_bias_table";
    static final String INDEX = "relative_position_index";

    public RelativePositionBias(Window window, int heads) {
        parameter(TABLE, Initializer.zeros(), window.tableRows(), heads);
        derived(INDEX, window.relativePositionIndex());
        method(
                """
                def forward(self) -> Tensor:
                    bias = torch.embedding(self.relative_position_bias_table, self.relative_position_index)
                    return bias.permute([2, 0, 1]).contiguous()
                """);
    }
}
