package io.beitstream.model.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.beit.BeitPretrainingModule;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.layers.ActivationCheckpoints;
import io.beitstream.model.layers.Linear;
import io.beitstream.model.layers.VisionTransformer;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks that are computed again give the gradients of blocks that are kept. */
class ActivationCheckpointsTest {
    private static final int SEED = 7;

    /**
     * A network with its loss.
     *
     * @param inputs of the loss
     */
    private record Case(
            String name, Supplier<ScriptModule> network, Loss loss, List<HostTensor> inputs) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "pretraining: shared positions, a head on an early block",
                        () -> pretraining(0),
                        Loss.of("pretrain", 3),
                        masked()),
                new Case(
                        "pretraining with branches dropped",
                        () -> pretraining(.5),
                        Loss.of("pretrain", 3),
                        masked()),
                new Case(
                        "fine-tuning: positions of each block, scaled layers",
                        () ->
                                new BeitFeatureModule(
                                        new BeitConfig(
                                                16, 8, 12, 3, 2, .1, false, true, false, true, 3, 4,
                                                0),
                                        Statistics.IMAGENET,
                                        0),
                        Loss.of("finetune", 2),
                        List.of(images(), floats(4, 3))),
                new Case(
                        "a tokenizer: two transformers, absolute positions",
                        () ->
                                new VqkdTokenizerModule(
                                        new VqkdConfig(16, 8, 12, 3, 2, 1, 8, 4, 6, .9, 2)),
                        Loss.of("distill", 2),
                        List.of(images(), floats(4, 4, 6))));
    }

    private static ScriptModule pretraining(double dropPath) {
        return new BeitPretrainingModule(
                new PretrainingConfig(
                        16, 8, 12, 4, 2, 16, .1, false, true, 2, 1, true, dropPath, 2));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreThoseOfBlocksThatAreKept(Case of) throws Exception {
        Map<String, HostTensor> kept = gradients(of, of.network().get());
        Map<String, HostTensor> again =
                gradients(of, ActivationCheckpoints.into(of.network().get()));

        assertThat(again).containsOnlyKeys(kept.keySet());
        kept.forEach(
                (name, gradient) ->
                        assertThat(again.get(name).toFloats())
                                .as(name)
                                .containsExactly(gradient.toFloats(), within(1e-6f)));
    }

    @Test
    void aNetworkWithoutBlocksIsRefused() {
        assertThatThrownBy(
                        () ->
                                ActivationCheckpoints.into(
                                        new Linear(2, 2, VisionTransformer.WEIGHT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no blocks");
    }

    /** The loss and its gradients. */
    private static Map<String, HostTensor> gradients(Case of, ScriptModule network)
            throws Exception {
        TrainingStepModule step =
                new TrainingStepModule(network, of.loss(), new AdamW(.9, .999, 1e-8, 3), 1);
        StateDict state = step.initialState(new SplittableRandom(1));
        ScriptArchive archive = ScriptArchive.forTraining(step, state, DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            if (!network.drawing().isEmpty()) {
                module.call("seed", List.of(HostTensor.ofLongs(new long[] {SEED}, 1)));
            }
            return module.call("gradients", of.inputs());
        }
    }

    private static List<HostTensor> masked() {
        List<HostTensor> inputs = new ArrayList<>();
        inputs.add(images());
        inputs.add(HostTensor.ofLongs(new long[] {0, 3, 1, 2, 0, 1, 2, 3}, 4, 2));
        inputs.add(HostTensor.ofLongs(new long[] {1, 3, 8, 15, 4, 4, 2, 10}, 4, 2));
        return inputs;
    }

    private static HostTensor images() {
        SplittableRandom random = new SplittableRandom(2);
        float[] pixels = new float[4 * 16 * 16 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(256);
        }
        return HostTensor.ofFloats(pixels, 4, 16, 16, 3);
    }

    private static HostTensor floats(long... shape) {
        SplittableRandom random = new SplittableRandom(3);
        int count = 1;
        for (long side : shape) {
            count *= (int) side;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble();
        }
        return HostTensor.ofFloats(values, shape);
    }
}
