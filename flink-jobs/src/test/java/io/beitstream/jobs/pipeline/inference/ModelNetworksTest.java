package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.inference.ModelNetworks.EncoderLoader;
import io.beitstream.jobs.pipeline.inference.ModelNetworks.TokenizerLoader;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelNetworksTest {
    private static final InferenceOptions GPU = new InferenceOptions("gpu", Precision.FP32);

    @Test
    void equalLoadersShareANetwork() {
        assertThat(new TokenizerLoader("/m", GPU, true))
                .isEqualTo(new TokenizerLoader("/m", GPU, true))
                .isNotEqualTo(new TokenizerLoader("/m", GPU, false))
                .isNotEqualTo(new TokenizerLoader("/n", GPU, true));
        FeatureSelection patches =
                new FeatureSelection(FeatureSelection.Vector.CLS, false, List.of(), true);
        assertThat(new EncoderLoader("/m", GPU, FeatureSelection.DEFAULT, true))
                .isEqualTo(new EncoderLoader("/m", GPU, FeatureSelection.DEFAULT, true))
                .isNotEqualTo(new EncoderLoader("/m", GPU, patches, true));
    }

    @Test
    void theFirstGpuIsOneDeviceByBothItsNames() {
        InferenceOptions first = new InferenceOptions("gpu:0", Precision.FP32);
        InferenceOptions second = new InferenceOptions("gpu:1", Precision.FP32);

        assertThat(new TokenizerLoader("/m", GPU, false).device())
                .isEqualTo(new EncoderLoader("/m", first, FeatureSelection.DEFAULT, false).device())
                .isNotEqualTo(new TokenizerLoader("/m", second, false).device());
    }
}
