package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import java.util.List;

/**
 * The blocks of a transformer in order, as children {@code 0, 1, ...}. Each takes the residual
 * stream {@code (B, T, D)} and one tensor, or none, that all blocks share.
 */
public class BlockStack extends ScriptModule {
    public BlockStack(List<? extends ScriptModule> blocks) {
        this(blocks, "getattr(self, \"%d\").forward(x, bias)");
    }

    /**
     * @param call of a block, with its number in the place of {@code %d}
     */
    BlockStack(List<? extends ScriptModule> blocks, String call) {
        StringBuilder all =
                new StringBuilder(
                        "def forward(self, x: Tensor, bias: Optional[Tensor]) -> Tensor:\n");
        StringBuilder each =
                new StringBuilder(
                        "def each(self, x: Tensor, bias: Optional[Tensor]) -> List[Tensor]:\n"
                                + "    states = annotate(List[Tensor], [])\n");
        for (int i = 0; i < blocks.size(); i++) {
            child(Integer.toString(i), blocks.get(i));
            String step = "    x = " + call.formatted(i) + "\n";
            all.append(step);
            each.append(step).append("    torch.append(states, x)\n");
        }
        method(all.append("    return x\n").toString());
        method(each.append("    return states\n").toString());
    }
}
