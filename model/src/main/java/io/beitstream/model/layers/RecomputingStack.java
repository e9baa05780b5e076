package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a transformer in training that keeps what goes into each block, and nothing of what
 * happens inside (arXiv 1604.06174). All but the last compute without a graph; what comes out of
 * them begins one. Whoever wants gradients takes those of {@code outputs()} from the loss, and goes
 * through the blocks from the last to the first: {@code again(i, x, bias)} computes a block once
 * more, with a graph and the same random numbers. What is left then ends in {@code entry}, which is
 * as it came, and in the bias.
 */
public final class RecomputingStack extends TransformerStack {
    public RecomputingStack(List<? extends ScriptModule> blocks) {
        super(blocks, "self.kept_%d(x, bias)");
        kept("entry");
        StringBuilder outputs = new StringBuilder();
        StringBuilder again = new StringBuilder();
        int last = blocks.size() - 1;
        for (int i = 0; i < last; i++) {
            kept("output_" + i);
            method(
                    KEPT.replace("ENTER", i == 0 ? "self.entry = x" : "pass")
                            .replace("REMEMBER", places(i, blocks.get(i), true))
                            .replace("NUMBER", "" + i));
            outputs.append(i == 0 ? "" : ", ").append("self.output_").append(i);
            again.append(
                    AGAIN.replace("GO_BACK", places(i, blocks.get(i), false))
                            .replace("NUMBER", "" + i));
        }
        method(LAST.replace("NUMBER", "" + last));
        method("def outputs(self) -> List[Tensor]:\n    return [" + outputs + "]");
        method(
                "def again(self, i: int, x: Tensor, bias: Optional[Tensor]) -> Tensor:\n"
                        + "    y = x\n"
                        + again
                        + "    return y");
    }

    /** Where a block's random numbers begin: remembered, or gone back to. */
    private String places(int number, ScriptModule block, boolean remembered) {
        List<String> drawing = block.drawing();
        if (drawing.isEmpty()) {
            return "pass";
        }
        List<String> moves = new ArrayList<>();
        for (int j = 0; j < drawing.size(); j++) {
            String own = "place_%d_%d".formatted(number, j);
            String place = "getattr(self, \"%d\").%s.place".formatted(number, drawing.get(j));
            if (remembered) {
                attribute(own, 0);
            }
            moves.add(
                    remembered
                            ? "self.%s = %s".formatted(own, place)
                            : "%s = self.%s".formatted(place, own));
        }
        return String.join(remembered ? "\n    " : "\n        ", moves);
    }

    private void kept(String name) {
        derived(name, HostTensor.ofFloats(new float[1], 1));
    }

    private static final String KEPT =
            """
            def kept_NUMBER(self, x: Tensor, bias: Optional[Tensor]) -> Tensor:
                ENTER
                REMEMBER
                torch.set_grad_enabled(False)
                y = getattr(self, "NUMBER").forward(x, bias)
                torch.set_grad_enabled(True)
                self.output_NUMBER = torch.requires_grad_(y.detach())
                return self.output_NUMBER
            """;

    private static final String LAST =
            """
            def kept_NUMBER(self, x: Tensor, bias: Optional[Tensor]) -> Tensor:
                return getattr(self, "NUMBER").forward(x, bias)
            """;

    private static final String AGAIN =
            """
                if i == NUMBER:
                    GO_BACK
                    y = getattr(self, "NUMBER").forward(x, bias)
            """;
}
