package io.beitstream.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.AdamW;
import io.beitstream.model.training.step.Loss;
import io.beitstream.model.training.step.TrainingStepModule;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionTest {
    private static final int WIDTH = 32;
    private static final Window WINDOW = new Window(4, 4);
    private static final int TOKENS = 17;

    /** On a CPU, training in half precision spells out what is one operator otherwise. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void halfPrecisionHasTheGradientsOfFullPrecision(boolean positionBias) throws Exception {
        Window window = positionBias ? WINDOW : null;
        Map<String, HostTensor> full = gradients(window, DType.FLOAT32);
        Map<String, HostTensor> half = gradients(window, DType.BFLOAT16);

        assertThat(half).containsOnlyKeys(full.keySet());
        full.forEach(
                (name, expected) -> {
                    float[] values = expected.toFloats();
                    double largest = 0;
                    for (float value : values) {
                        largest = Math.max(largest, Math.abs(value));
                    }
                    assertThat(largest).as(name).isPositive();
                    assertThat(half.get(name).toFloats())
                            .as(name)
                            .containsExactly(values, within((float) (0.03 * largest)));
                });
    }

    private static Map<String, HostTensor> gradients(@Nullable Window window, DType type)
            throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        TrainingStepModule step =
                new TrainingStepModule(
                        new Network(window), Loss.of("losses", 2), new AdamW(.9, .999, 1e-8, 1), 1);
        StateDict start = step.initialState(random);
        HostTensor input = normal(random);
        HostTensor target = normal(random);
        ScriptArchive archive = ScriptArchive.forTraining(step, start, type);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            return module.call("gradients", List.of(input, target));
        }
    }

    private static HostTensor normal(SplittableRandom random) {
        float[] values = new float[2 * TOKENS * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return HostTensor.ofFloats(values, 2, TOKENS, WIDTH);
    }

    /** How far attention is from a target. */
    private static final class Network extends ScriptModule {
        Network(@Nullable Window window) {
            Initializer weight = Initializer.truncatedNormal(0.3, 1);
            child("attn", new Attention(new Attention.Config(WIDTH, 2, window), weight, 1));
            computeType("compute_type");
            method(
                    """
                    def losses(self, x: Tensor, target: Tensor) -> Dict[str, Tensor]:
                        y = self.attn.forward(x.to(self.compute_type), None).to(6)
                        return {"loss": torch.mse_loss(y, target).reshape([1])}
                    """);
        }
    }
}
