package io.beitstream.model.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.KernelChoice;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceArchivesTest {
    private static final int SIDE = 32;

    /** Its task layers take fp32 whatever the blocks compute in. */
    private static final VqkdTokenizerModule NETWORK =
            new VqkdTokenizerModule(new VqkdConfig(SIDE, 8, 32, 2, 2, 1, 64, 8, 24, 0.99, 2));

    @ParameterizedTest
    @CsvSource({"FLOAT32, 2e-6", "BFLOAT16, 5e-3"})
    void theKernelsOfThisProcessorGiveTheLossesOfLibtorchsOwn(DType type, double tolerance)
            throws Exception {
        float expected = loss(type, KernelChoice.PLAIN);

        assertThat(loss(type, InferenceArchives.kernels("cpu", type)))
                .isCloseTo(expected, within((float) tolerance));
        assertThat(expected).isBetween(.5f, 1.5f);
    }

    private static float loss(DType type, KernelChoice kernels) throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        StateDict state = NETWORK.initialState(random);
        byte[] pixels = new byte[2 * SIDE * SIDE * 3];
        random.nextBytes(pixels);
        float[] targets = new float[2 * 16 * 24];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (float) random.nextDouble(-1, 1);
        }
        ScriptArchive archive = ScriptArchive.forInference(NETWORK, state, type, kernels);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            Map<String, HostTensor> outputs =
                    module.call(
                            "distill",
                            List.of(
                                    HostTensor.of(
                                            DType.UINT8, ByteBuffer.wrap(pixels), 2, SIDE, SIDE, 3),
                                    HostTensor.ofFloats(targets, 2, 16, 24)));
            return new StateDict(outputs).get("distillation_loss").toFloats()[0];
        }
    }
}
