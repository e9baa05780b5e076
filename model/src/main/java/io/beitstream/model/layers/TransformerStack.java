package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import java.util.List;

/**
 * A stack of transformer blocks that can also give, {@code rows(x, bias, rows)}, some tokens of its
 * last block alone: {@code (B, R, D)} for int64 {@code (B, R)}. {@code each_rows} gives the states
 * after the blocks before it as well, those of all tokens.
 */
public class TransformerStack extends BlockStack {
    public TransformerStack(List<TransformerBlock> blocks) {
        this(blocks, "getattr(self, \"%d\").forward(x, bias)");
    }

    TransformerStack(List<? extends ScriptModule> blocks, String call) {
        super(blocks, call);
        StringBuilder each =
                new StringBuilder(
                        "def each_rows(self, x: Tensor, bias: Optional[Tensor], rows: Tensor) -> List[Tensor]:\n"
                                + "    states = annotate(List[Tensor], [])\n");
        for (int i = 0; i < blocks.size() - 1; i++) {
            each.append("    x = " + call.formatted(i) + "\n")
                    .append("    torch.append(states, x)\n");
        }
        each.append(
                "    torch.append(states, getattr(self, \"%d\").rows(x, bias, rows))\n"
                        .formatted(blocks.size() - 1));
        method(each.append("    return states\n").toString());
        method(
                """
                def rows(self, x: Tensor, bias: Optional[Tensor], rows: Tensor) -> Tensor:
                    return self.each_rows(x, bias, rows)[-1]
                """);
    }
}
