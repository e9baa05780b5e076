package io.beitstream.model.whitening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against numpy's {@code linalg.eigh} in double precision. */
class PrincipalComponentsTest {
    private static final HostTensor ROWS =
            HostTensor.ofFloats(
                    new float[] {1, 2, 0, 3, 1, 1, 0, 4, 2, 2, 2, 5, 5, 0, 1, 1, 3, 3}, 6, 3);

    @Test
    void whiteningIsSymmetric() throws Exception {
        StateDict found = call("whitening", 0.5);

        assertThat(found.get("mean").toFloats())
                .containsExactly(new float[] {2, 2, 2}, within(1e-6f));
        assertThat(found.get("matrix").toFloats())
                .containsExactly(
                        new float[] {
                            0.7734463f, 0.4020429f, 0.0032736f,
                            0.4020429f, 0.9945326f, -0.0846240f,
                            0.0032736f, -0.0846240f, 0.5758853f
                        },
                        within(1e-5f));
    }

    @Test
    void projectionBeginsWithTheLargestVariance() throws Exception {
        StateDict found = call("projection", 2);

        assertThat(found.get("matrix").shape()).containsExactly(3, 2);
        assertThat(found.get("matrix").toFloats())
                .containsExactly(
                        new float[] {
                            0.4880254f, 0.2934485f,
                            -0.3975881f, -0.1377829f,
                            -0.2674549f, 0.7402789f
                        },
                        within(1e-5f));
    }

    @Test
    void whitenedAxesHaveTheVarianceOne() throws Exception {
        StateDict found = call("whitened", 2);

        assertThat(found.get("matrix").shape()).containsExactly(3, 2);
        assertThat(found.get("matrix").toFloats())
                .containsExactly(
                        new float[] {
                            0.3337813f, 0.2371509f,
                            -0.2719274f, -0.1113495f,
                            -0.1829238f, 0.5982576f
                        },
                        within(1e-5f));
        assertThat(found.get("variances").toFloats())
                .containsExactly(new float[] {4.5700586f, 2.3443833f, 0.0855581f}, within(1e-5f));
    }

    private static StateDict call(String method, double argument) throws Exception {
        ScriptArchive archive =
                ScriptArchive.forInference(
                        new PrincipalComponents(), new StateDict(Map.of()), DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            return new StateDict(module.call(method, List.of(ROWS, HostTensor.ofScalar(argument))));
        }
    }
}
