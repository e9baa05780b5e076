package io.beitstream.model.vqkd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worked example of the reference: K = 3, d = 2, decay 0.9. */
class NormEmaVectorQuantizerTest {
    private static final HostTensor FIRST = HostTensor.ofFloats(new float[] {3, 4, 0, 2}, 1, 2, 2);
    private static final HostTensor SECOND = HostTensor.ofFloats(new float[] {4, 3, 0, 2}, 1, 2, 2);

    @Test
    void trainingMovesUsedCodesOnTheSphereAndCountsUsage() throws Exception {
        StateDict state = state(new float[] {1, 0, 0, 1, -1, 0}, new float[3]);
        Probe probe = new Probe();
        try (TorchModule module =
                TorchModule.load(
                        ScriptArchive.forTraining(probe, state, DType.FLOAT32), TorchDevice.CPU)) {
            Map<String, HostTensor> first = module.call("quantize_and_look", List.of(FIRST));
            assertThat(first.get("ids").toLongs()).containsExactly(1, 1);
            assertThat(first.get("loss").toFloats()[0]).isCloseTo(.1f, within(1e-6f));
            assertThat(first.get("usage").toFloats())
                    .containsExactly(new float[] {0, .2f, 0}, within(1e-6f));
            assertThat(first.get("codes").toFloats())
                    .containsExactly(
                            new float[] {1, 0, .03176985f, .99949521f, -1, 0}, within(1e-6f));

            Map<String, HostTensor> second = module.call("quantize_and_look", List.of(SECOND));
            assertThat(second.get("ids").toLongs()).containsExactly(0, 1);
            assertThat(second.get("loss").toFloats()[0]).isCloseTo(.10025240f, within(1e-6f));
            assertThat(second.get("usage").toFloats())
                    .containsExactly(new float[] {.1f, .28f, 0}, within(1e-6f));
            assertThat(second.get("codes").toFloats())
                    .containsExactly(
                            new float[] {.99813098f, .06111007f, .02859416f, .99959111f, -1, 0},
                            within(1e-6f));
        }
    }

    @Test
    void evaluationCountsUsageButLeavesTheCodesAlone() throws Exception {
        float[] codes = {.99813098f, .06111007f, .02859416f, .99959111f, -1, 0};
        StateDict state = state(codes, new float[] {.1f, .28f, 0});
        try (TorchModule module =
                TorchModule.load(
                        ScriptArchive.forInference(new Probe(), state, DType.FLOAT32),
                        TorchDevice.CPU)) {
            Map<String, HostTensor> third = module.call("quantize_and_look", List.of(SECOND));

            assertThat(third.get("ids").toLongs()).containsExactly(0, 1);
            assertThat(third.get("loss").toFloats()[0]).isCloseTo(.08261902f, within(1e-6f));
            assertThat(third.get("usage").toFloats())
                    .containsExactly(new float[] {.19f, .352f, 0}, within(1e-6f));
            assertThat(third.get("codes").toFloats()).containsExactly(codes);
        }
    }

    private static StateDict state(float[] codes, float[] usage) {
        return new StateDict(
                Map.of(
                        "quantize.cluster_size", HostTensor.ofFloats(usage, 3),
                        "quantize.embedding.weight", HostTensor.ofFloats(codes, 3, 2),
                        "quantize.embedding.cluster_size", HostTensor.ofFloats(new float[3], 3),
                        "quantize.embedding.embed_avg", HostTensor.ofFloats(new float[6], 3, 2),
                        "quantize.embedding.initted", HostTensor.ofFloats(new float[] {1}, 1)));
    }

    /** Quantizes and shows the state it leaves. */
    private static final class Probe extends ScriptModule {
        Probe() {
            child("quantize", new NormEmaVectorQuantizer(3, 2, 0.9, 0, false));
            method(
                    """
                    def quantize_and_look(self, x: Tensor) -> Dict[str, Tensor]:
                        quantized, loss, ids = self.quantize.forward(x)
                        return {
                            "loss": loss.detach().reshape([1]),
                            "ids": ids,
                            "usage": self.quantize.cluster_size.clone(),
                            "codes": self.quantize.embedding.weight.clone()
                        }
                    """);
        }
    }
}
