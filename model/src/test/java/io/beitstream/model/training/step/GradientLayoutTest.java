package io.beitstream.model.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.layers.PatchEmbed;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The gradient of a patch embedding lies in memory as the images do: channels last. */
class GradientLayoutTest {
    private static final double RATE = .01;
    private static final double EPSILON = .1;

    @Test
    void everyWeightOfThePatchEmbeddingMovesAlongItsOwnGradient() throws Exception {
        TrainingStepModule step =
                new TrainingStepModule(
                        new Network(),
                        Loss.of("losses", 1),
                        new AdamW(.9, .999, EPSILON, Double.POSITIVE_INFINITY),
                        1);
        SplittableRandom random = new SplittableRandom(1);
        StateDict start = step.initialState(random);
        float[] pixels = new float[2 * 16 * 16 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(256);
        }
        HostTensor images = HostTensor.ofFloats(pixels, 2, 16, 16, 3);
        ScriptArchive archive = ScriptArchive.forTraining(step, start, DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            String name = "embed.proj.weight";
            float[] gradient = module.call("gradients", List.of(images)).get(name).toFloats();
            module.call(
                    "step",
                    List.of(
                            images,
                            HostTensor.ofScalar(1),
                            HostTensor.ofScalar(RATE),
                            HostTensor.ofScalar(0)));
            float[] after = module.call("weights", List.of()).get(name).toFloats();
            float[] before = start.get(TrainingStepModule.PREFIX + name).toFloats();

            for (int i = 0; i < before.length; i++) {
                double moved = RATE * gradient[i] / (Math.abs(gradient[i]) + EPSILON);
                assertThat((double) after[i]).isCloseTo(before[i] - moved, within(1e-6));
            }
        }
    }

    /** Patches that are to be zero. */
    private static final class Network extends ScriptModule {
        Network() {
            child("embed", new PatchEmbed(3, 8, 12));
            child("pixels", new PixelNormalization(Statistics.IMAGENET));
            method(
                    """
                    def losses(self, images: Tensor) -> Dict[str, Tensor]:
                        patches = self.embed.forward(self.pixels.forward(images)).to(6)
                        return {"loss": torch.mean(patches * patches).reshape([1])}
                    """);
        }
    }
}
