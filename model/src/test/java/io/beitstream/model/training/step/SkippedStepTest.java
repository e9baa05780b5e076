package io.beitstream.model.training.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tokenizer: its codes move in the forward pass, before anybody knows the gradient. */
class SkippedStepTest {
    private static final WeightRules AVERAGED = new WeightRules(null, .9);
    private static final VqkdConfig CONFIG = new VqkdConfig(16, 8, 12, 1, 2, 1, 8, 4, 6, .9, 2);

    /**
     * @param places of the parts of step 2 that are spoilt, in a step of two
     */
    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "01"})
    void aStepThatIsNotFiniteChangesNothing(String places) throws Exception {
        StateDict skipping;
        try (TorchModule module = module(2, true)) {
            assertThat(step(module, 1, false, false)).containsExactly(0);
            StateDict before = state(module);
            assertThat(step(module, 2, places.contains("0"), places.contains("1")))
                    .containsExactly(1);
            StateDict after = state(module);
            assertThat(after.get(TrainingStepModule.SKIPPED).toFloats()).containsExactly(1);
            assertEqualButForSkipped(after, before);
            assertThat(step(module, 3, false, false)).containsExactly(0);
            skipping = state(module);
        }
        try (TorchModule module = module(2, false)) {
            step(module, 1, false, false);
            step(module, 3, false, false);

            assertEqualButForSkipped(skipping, state(module));
        }
    }

    @Test
    void skippedStepsAreCountedInARow() throws Exception {
        try (TorchModule module = module(1, true)) {
            List<Float> counts = new ArrayList<>();
            for (boolean bad : new boolean[] {false, true, true, false, true}) {
                counts.add(only(module, bad)[0]);
            }

            assertThat(counts).containsExactly(0f, 1f, 2f, 0f, 1f);
        }
    }

    private static void assertEqualButForSkipped(StateDict found, StateDict expected) {
        assertThat(expected.names()).anyMatch(name -> name.startsWith("average_"));
        for (String name : expected.names()) {
            if (!name.equals(TrainingStepModule.SKIPPED)) {
                assertThat(found.get(name).toFloats())
                        .as(name)
                        .containsExactly(expected.get(name).toFloats());
            }
        }
    }

    private static float[] step(TorchModule module, int number, boolean first, boolean second) {
        module.call("accumulate", images(2 * number, first));
        List<HostTensor> arguments = new ArrayList<>(images(2 * number + 1, second));
        arguments.addAll(scalars(number));
        return skipped(module.call("step", arguments));
    }

    private static float[] only(TorchModule module, boolean bad) {
        List<HostTensor> arguments = new ArrayList<>(images(1, bad));
        arguments.addAll(scalars(1));
        return skipped(module.call("step", arguments));
    }

    private static List<HostTensor> scalars(int number) {
        return List.of(
                HostTensor.ofScalar(number), HostTensor.ofScalar(.01), HostTensor.ofScalar(.1));
    }

    private static float[] skipped(Map<String, HostTensor> outputs) {
        HostTensor skipped = outputs.get("skipped_steps");
        return skipped == null ? new float[0] : skipped.toFloats();
    }

    private static StateDict state(TorchModule module) {
        return new StateDict(module.call("state", List.of()));
    }

    private static TorchModule module(int microBatches, boolean skips) throws Exception {
        VqkdTokenizerModule network = new VqkdTokenizerModule(CONFIG);
        TrainingStepModule step =
                new TrainingStepModule(
                        network,
                        Loss.of("distill", 2),
                        new AdamW(.9, .999, 1e-8, 1, skips),
                        microBatches,
                        AVERAGED);
        StateDict start = step.initialState(new SplittableRandom(1));
        return TorchModule.load(
                ScriptArchive.forTraining(step, start, DType.FLOAT32), TorchDevice.CPU);
    }

    /** Two images and what is to be learned of them; not numbers where they are spoilt. */
    private static List<HostTensor> images(int seed, boolean spoilt) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[2 * 16 * 16 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(256);
        }
        if (spoilt) {
            Arrays.fill(pixels, Float.NaN);
        }
        float[] targets = new float[2 * 4 * 6];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (float) random.nextDouble();
        }
        return List.of(
                HostTensor.ofFloats(pixels, 2, 16, 16, 3), HostTensor.ofFloats(targets, 2, 4, 6));
    }
}
