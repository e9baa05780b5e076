package io.beitstream.model.training.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against numbers that numpy computed in double precision from the same weights and pixels. */
class PatchTeacherModuleTest {
    private static final int SIDE = 16;
    private static final int VALUES = PatchTeacherModule.VALUES;

    private static final float[] ACTIVATIONS = {
        0.0216437f, 0.0363137f, 0.0167488f,
        0.0144833f, 0.0446881f, 0.0084522f,
        0.0345963f, 0.0264241f, 0.0284675f,
        0.0245987f, 0.0351399f, 0.0143894f
    };

    private static final float[] FEATURES = {
        0.0289734f, 0.0069287f,
        0.0322031f, 0.0148129f,
        0.0277348f, -0.0017487f,
        0.0339943f, -0.0004355f
    };

    @Test
    void activationsAreThoseOfThePaper() throws Exception {
        try (TorchModule module = module()) {
            HostTensor found =
                    module.call("activations", List.of(images())).values().iterator().next();

            assertThat(found.shape()).containsExactly(1, 4, 3);
            assertThat(found.toFloats()).containsExactly(ACTIVATIONS, within(1e-5f));
        }
    }

    @Test
    void featuresAreTheirProjection() throws Exception {
        try (TorchModule module = module()) {
            HostTensor found = module.forward(images());

            assertThat(found.shape()).containsExactly(1, 4, 2);
            assertThat(found.toFloats()).containsExactly(FEATURES, within(2e-5f));
        }
    }

    private static HostTensor images() {
        byte[] pixels = new byte[SIDE * SIDE * 3];
        for (int i = 0; i < pixels.length; i++) {
            int c = i % 3;
            int x = i / 3 % SIDE;
            int y = i / 3 / SIDE;
            pixels[i] = (byte) (x * x * 3 + y * 7 * (c + 1) + x * y * 5 + c * 40);
        }
        return HostTensor.of(DType.UINT8, ByteBuffer.wrap(pixels), 1, SIDE, SIDE, 3);
    }

    private static TorchModule module() throws Exception {
        float[] mean = new float[VALUES];
        float[] whitening = new float[VALUES * VALUES];
        for (int i = 0; i < VALUES; i++) {
            mean[i] = (i * 7 % 11 - 5) / 50f;
            for (int j = 0; j < VALUES; j++) {
                whitening[i * VALUES + j] = (i == j ? 1 : 0) + ((i * 3 + j * 5) % 7 - 3) / 40f;
            }
        }
        float[] centres = new float[3 * VALUES];
        for (int k = 0; k < 3; k++) {
            double squares = 0;
            for (int i = 0; i < VALUES; i++) {
                int value = (k * 13 + i * 5) % 17 - 8;
                squares += value * value;
            }
            for (int i = 0; i < VALUES; i++) {
                centres[k * VALUES + i] =
                        (float) (((k * 13 + i * 5) % 17 - 8) / Math.sqrt(squares));
            }
        }
        Map<String, HostTensor> state = new LinkedHashMap<>();
        state.put("mean", HostTensor.ofFloats(mean, VALUES));
        state.put("whitening", HostTensor.ofFloats(whitening, VALUES, VALUES));
        state.put("centres", HostTensor.ofFloats(centres, 3, VALUES));
        state.put("activation_mean", HostTensor.ofFloats(new float[] {.01f, .02f, .03f}, 3));
        state.put(
                "projection", HostTensor.ofFloats(new float[] {1, -.5f, .25f, 2, -1, 1.5f}, 3, 2));
        return TorchModule.load(
                ScriptArchive.forInference(
                        new PatchTeacherModule(8, 3, 2), new StateDict(state), DType.FLOAT32),
                TorchDevice.CPU);
    }
}
