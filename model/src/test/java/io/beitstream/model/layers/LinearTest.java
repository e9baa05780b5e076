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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearTest {
    private static final int IN = 16;
    private static final int OUT = 8;

    /** More rows than inputs scale the weight, fewer the outputs. */
    @ParameterizedTest
    @ValueSource(ints = {50, 5})
    void scalingTheWeightGivesTheGradientsOfScalingTheOutputs(int rows) throws Exception {
        Map<String, HostTensor> expected =
                gradients(rows, "self.gamma * self.map.forward(x * self.gain)");
        Map<String, HostTensor> found =
                gradients(rows, "self.map.scaled(x * self.gain, self.gamma)");

        assertThat(found).containsOnlyKeys(expected.keySet()).hasSize(5);
        expected.forEach(
                (name, values) ->
                        assertThat(found.get(name).toFloats())
                                .as(name)
                                .containsExactly(values.toFloats(), within(2e-6f)));
    }

    private static Map<String, HostTensor> gradients(int rows, String outputs) throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        TrainingStepModule step =
                new TrainingStepModule(
                        new Network(outputs),
                        Loss.of("losses", 2),
                        new AdamW(.9, .999, 1e-8, 1),
                        1);
        StateDict start = step.initialState(random);
        List<HostTensor> inputs = List.of(normal(random, rows, IN), normal(random, rows, OUT));
        ScriptArchive archive = ScriptArchive.forTraining(step, start, DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            return module.call("gradients", inputs);
        }
    }

    private static HostTensor normal(SplittableRandom random, int rows, int width) {
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return HostTensor.ofFloats(values, rows, width);
    }

    /** How far a scaled map is from a target. */
    private static final class Network extends ScriptModule {
        Network(String outputs) {
            Initializer drawn = Initializer.truncatedNormal(0.3, 1);
            parameter("gain", drawn, IN);
            parameter("gamma", drawn, OUT);
            child("map", new Linear(IN, OUT, drawn, drawn));
            method(
                    """
                    def losses(self, x: Tensor, target: Tensor) -> Dict[str, Tensor]:
                        return {"loss": torch.mse_loss(OUTPUTS, target).reshape([1])}
                    """
                            .replace("OUTPUTS", outputs));
        }
    }
}
