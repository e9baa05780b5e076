package io.beitstream.model.beit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The losses, which compute masked patches alone, against all outputs of the network. */
class BeitPretrainingModuleTest {
    private static final int SIDE = 4;
    private static final int PATCHES = SIDE * SIDE;
    private static final int CODES = 11;

    @ParameterizedTest
    @CsvSource({
        "2, 2, true, 5, 5", // blocks before the tap, blocks of the head, shared head, masked
        // patches
        "2, 2, true, 3, 9",
        "1, 1, false, 4, 7",
        "3, 2, true, 4, 6", // the head starts from the last block
        "2, 0, true, 2, 8" // no head
    })
    void lossesReadWhatTheWholeNetworkGives(
            int early, int head, boolean shared, int first, int second) throws Exception {
        PretrainingConfig config =
                new PretrainingConfig(
                        32, 8, 24, 3, 2, CODES, 0.1, false, true, early, head, shared, 0, 2);
        BeitPretrainingModule network = new BeitPretrainingModule(config);
        ScriptArchive archive =
                ScriptArchive.forInference(
                        network, network.initialState(new SplittableRandom(1)), DType.FLOAT32);
        List<HostTensor> inputs = List.of(pixels(), masks(first, second), codes());

        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            Map<String, HostTensor> losses = module.call("losses", inputs);
            Map<String, HostTensor> all = module.call("inspect", inputs);

            assertThat(number(losses, "loss_mim"))
                    .isCloseTo(number(all, "loss_mim"), within(1e-5f));
            assertThat(number(losses, "loss_mim")).isBetween(1f, 4f);
            if (head > 0) {
                assertThat(number(losses, "loss_cls"))
                        .isCloseTo(number(all, "loss_cls"), within(1e-5f));
            }
        }
    }

    private static float number(Map<String, HostTensor> tensors, String name) {
        return tensors.get(name).toFloats()[0];
    }

    private static HostTensor pixels() {
        SplittableRandom random = new SplittableRandom(2);
        float[] values = new float[2 * 3 * 32 * 32];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return HostTensor.ofFloats(values, 2, 3, 32, 32);
    }

    private static HostTensor masks(int... hidden) {
        ByteBuffer masks = ByteBuffer.allocate(hidden.length * PATCHES);
        for (int count : hidden) {
            for (int n = 0; n < PATCHES; n++) {
                masks.put((byte) (n * 7 % PATCHES < count ? 1 : 0)); // spread over the image
            }
        }
        return HostTensor.of(DType.BOOL, masks.flip(), hidden.length, PATCHES);
    }

    private static HostTensor codes() {
        SplittableRandom random = new SplittableRandom(3);
        return HostTensor.ofLongs(random.longs(2L * PATCHES, 0, CODES).toArray(), 2, PATCHES);
    }
}
