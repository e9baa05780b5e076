package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.inference.ModelNetworks.EncoderLoader;
import io.beitstream.jobs.pipeline.inference.ModelNetworks.TokenizerLoader;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.inference.EncoderSource;
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
        assertThat(new EncoderLoader(new EncoderSource("/m"), GPU, FeatureSelection.DEFAULT, true))
                .isEqualTo(
                        new EncoderLoader(
                                new EncoderSource("/m"), GPU, FeatureSelection.DEFAULT, true))
                .isNotEqualTo(new EncoderLoader(new EncoderSource("/m"), GPU, patches, true));
    }

    @Test
    void aLoaderGoesToAnotherDeviceAndKeepsTheRest() {
        InferenceOptions second = new InferenceOptions("gpu:1", Precision.FP32);

        assertThat(new TokenizerLoader("/m", GPU, true).on("gpu:1"))
                .isEqualTo(new TokenizerLoader("/m", second, true));
        assertThat(
                        new EncoderLoader(
                                        new EncoderSource("/m"),
                                        GPU,
                                        FeatureSelection.DEFAULT,
                                        true)
                                .on("gpu:1"))
                .isEqualTo(
                        new EncoderLoader(
                                new EncoderSource("/m"), second, FeatureSelection.DEFAULT, true));
    }
}
