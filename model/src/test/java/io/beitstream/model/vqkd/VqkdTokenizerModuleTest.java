package io.beitstream.model.vqkd;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VqkdTokenizerModuleTest {
    private static final int SIDE = 32;
    private static final int PATCHES = 16;
    private static final VqkdConfig CONFIG =
            new VqkdConfig(SIDE, 8, 32, 2, 2, 1, 64, 8, 96, 0.99, 2);

    @Test
    void codesOfSomePatchesAreThoseThatAllPatchesHave() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        VqkdTokenizerModule network = new VqkdTokenizerModule(CONFIG);
        StateDict state = network.initialState(random);
        ScriptArchive archive = ScriptArchive.forInference(network, state, DType.FLOAT32);
        HostTensor images = noise(random, 2);
        long[] patches = {0, 3, 7, 15, 1, 2, 14, 15};
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            long[] all = module.forward(images).toLongs();
            Map<String, HostTensor> some =
                    module.call("codes_at", List.of(images, HostTensor.ofLongs(patches, 2, 4)));

            long[] expected = new long[patches.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = all[i / 4 * PATCHES + (int) patches[i]];
            }
            assertThat(all).hasSize(2 * PATCHES);
            assertThat(Arrays.stream(expected).distinct()).hasSizeGreaterThan(2);
            assertThat(some.values().iterator().next().toLongs()).containsExactly(expected);
        }
    }

    private static HostTensor noise(SplittableRandom random, int images) {
        byte[] pixels = new byte[images * SIDE * SIDE * 3];
        random.nextBytes(pixels);
        return HostTensor.of(DType.UINT8, ByteBuffer.wrap(pixels), images, SIDE, SIDE, 3);
    }
}
