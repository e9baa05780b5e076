package io.beitstream.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuadrantMeansTest {
    @Test
    void theMiddleOfAnOddGridIsOfTheFirstHalf() throws Exception {
        ScriptArchive archive =
                ScriptArchive.forInference(
                        new QuadrantMeans(), new StateDict(Map.of()), DType.FLOAT32);
        float[] tokens = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            assertThat(module.forward(HostTensor.ofFloats(tokens, 1, 9, 1)).toFloats())
                    .containsExactly(3, 4.5f, 7.5f, 9);
        }
    }
}
