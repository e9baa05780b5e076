package io.beitstream.model.layers;

import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.Initializer;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head self-attention (reference section 3.2): {@code (B, T, D) -> (B, T, D)}. Queries and
 * values have a bias, keys have none. The logits take this block's own relative position bias, if
 * it has a window, and the shared one, if one is passed. {@code heads_of(x, bias)} gives the heads'
 * outputs side by side, before the projection, and {@code heads_of_rows(x, bias, rows)} those of
 * some tokens alone, {@code (B, R, D)} for int64 {@code (B, R)}.
 */
public final class Attention extends ScriptModule {
    /**
     * The sizes of an attention layer; {@code window} is null where the block has no bias table of
     * its own.
     */
    public record Config(int width, int heads, @Nullable Window window) {
        public Config {
            if (width % heads != 0) {
                throw new IllegalArgumentException(
                        "width " + width + " is not a multiple of " + heads + " heads");
            }
        }
    }

    public Attention(Config config, Initializer weight, double depthScale) {
        int width = config.width();
        parameter("q_bias", Initializer.zeros(), width);
        parameter("v_bias", Initializer.zeros(), width);
        child("qkv", new BiaslessQkv(width, weight));
        child("proj", new Linear(width, width, weight.scaled(depthScale)));
        attribute("heads", config.heads());
        attribute("scale", 1 / Math.sqrt((double) width / config.heads()));
        Window window = config.window();
        if (window != null) {
            parameter(
                    RelativePositionBias.TABLE,
                    Initializer.zeros(),
                    window.tableRows(),
                    config.heads());
            derived(RelativePositionBias.INDEX, window.relativePositionIndex());
        }
        method(window == null ? SHARED_BIAS_ONLY : OWN_BIAS);
        method(ATTEND);
        method(FORWARD);
        method(ROWS);
    }

    private static final String SHARED_BIAS_ONLY =
            """
            def position_bias(self, shared: Optional[Tensor]) -> Optional[Tensor]:
                return shared
            """;

    private static final String OWN_BIAS =
            """
            def position_bias(self, shared: Optional[Tensor]) -> Optional[Tensor]:
                own = torch.embedding(self.relative_position_bias_table, self.relative_position_index)
                own = own.permute([2, 0, 1]).contiguous()
                if shared is not None:
                    own = own + shared
                return own
            """;

    /**
     * In training on a CPU written out: the fused operator passes over the logits more often, and
     * its backward pass multiplies the small matrices of each head one by one. Written out in bf16
     * too, where its forward pass takes longer than two batches of products.
     */
    private static final String ATTEND =
            """
            def attend(self, q: Tensor, k: Tensor, v: Tensor, bias: Optional[Tensor]) -> Tensor:
                if q.requires_grad and not q.is_cuda:
                    logits = torch.matmul(q * self.scale, k.transpose(-2, -1))  # (B, H, R, T)
                    if bias is not None:
                        logits = logits + bias
                    y = torch.matmul(torch.softmax(logits.to(6), -1).to(q.dtype), v)
                elif bias is not None and q.dtype == 15 and not q.is_cuda:
                    sizes = [-1, q.size(2), k.size(2)]
                    logits = bias.expand([q.size(0), q.size(1), -1, -1]).reshape(sizes)
                    logits = torch.baddbmm(logits, q.flatten(0, 1), k.flatten(0, 1).transpose(1, 2), beta=1, alpha=self.scale)
                    y = torch.bmm(torch.softmax(logits, -1), v.flatten(0, 1)).unflatten(0, [q.size(0), -1])
                else:
                    y = torch.scaled_dot_product_attention(q, k, v, bias, 0.0, False)
                return y.transpose(1, 2).flatten(2)  # (B, R, D)
            """;

    private static final String FORWARD =
            """
            def project(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
                bias = torch.cat([self.q_bias, torch.zeros_like(self.q_bias), self.v_bias])
                qkv = self.qkv.forward(x, bias)
                qkv = qkv.reshape([x.size(0), x.size(1), 3, self.heads, x.size(2) // self.heads])
                q, k, v = qkv.permute([2, 0, 3, 1, 4]).unbind(0)  # each (B, H, T, D / H)
                return q, k, v

            def heads_of(self, x: Tensor, shared_bias: Optional[Tensor]) -> Tensor:
                q, k, v = self.project(x)
                bias = self.position_bias(shared_bias)
                if bias is not None:
                    bias = bias.to(x.dtype).unsqueeze(0)
                return self.attend(q, k, v, bias)

            def forward(self, x: Tensor, shared_bias: Optional[Tensor]) -> Tensor:
                return self.proj.forward(self.heads_of(x, shared_bias))
            """;

    /** The same of some queries alone; all keys and values take part. */
    private static final String ROWS =
            """
            def heads_of_rows(self, x: Tensor, shared_bias: Optional[Tensor], rows: Tensor) -> Tensor:
                q, k, v = self.project(x)
                picked = rows.unsqueeze(1).unsqueeze(3).expand([-1, q.size(1), -1, q.size(3)])
                bias = self.position_bias(shared_bias)
                if bias is not None:
                    of_token = bias.to(x.dtype).transpose(0, 1).flatten(1)  # (T, H * T)
                    bias = torch.embedding(of_token, rows).unflatten(2, [q.size(1), -1]).transpose(1, 2)
                return self.attend(q.gather(2, picked), k, v, bias)
            """;
}
