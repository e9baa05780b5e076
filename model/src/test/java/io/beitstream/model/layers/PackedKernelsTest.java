package io.beitstream.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.KernelChoice;
import io.beitstream.model.script.Kernels;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products by oneDNN give the numbers of libtorch's own. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class PackedKernelsTest {
    private static final int WIDTH = 48;
    private static final int TOKENS = 13;

    /** A block with a joint projection, and an MLP of some activation behind it. */
    private static final class Network extends ScriptModule {
        Network(Activation activation) {
            Initializer weight = Initializer.truncatedNormal(0.3, 2);
            child("attn", new Attention(new Attention.Config(WIDTH, 3, null), weight, 1));
            child("mlp", new Mlp(WIDTH, 4 * WIDTH, activation, weight, 1));
            method(
                    """
                    def forward(self, x: Tensor) -> Tensor:
                        return self.mlp.forward(x + self.attn.forward(x, None))
                    """);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GELU, PACKED",
        "GELU, PACKED_AND_FUSED",
        "GELU_TANH, PACKED_AND_FUSED",
        "QUICK_GELU, PACKED_AND_FUSED"
    })
    void otherKernelsGiveTheSameNumbers(Activation activation, Kernels kernels) throws Exception {
        ScriptModule network = new Network(activation);
        StateDict state = network.initialState(new SplittableRandom(3));

        float[] expected = run(network, state, Kernels.PLAIN);

        assertThat(run(network, state, kernels)).containsExactly(expected, within(1e-5f));
        assertThat(expected[0]).isNotCloseTo(expected[1], within(1e-3f));
    }

    private static float[] run(ScriptModule network, StateDict state, Kernels kernels)
            throws Exception {
        SplittableRandom random = new SplittableRandom(4);
        float[] values = new float[2 * TOKENS * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        ScriptArchive archive =
                ScriptArchive.forInference(
                        network, state, DType.FLOAT32, KernelChoice.everywhere(kernels));
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            return module.forward(HostTensor.ofFloats(values, 2, TOKENS, WIDTH)).toFloats();
        }
    }
}
