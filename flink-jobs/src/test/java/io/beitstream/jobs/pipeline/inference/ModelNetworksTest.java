package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.inference.ModelNetworks.EncoderLoader;
import io.beitstream.jobs.pipeline.inference.ModelNetworks.TokenizerLoader;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.image.DecodeStyle;
import io.beitstream.model.inference.EncoderSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelNetworksTest {
    private static final DecodeStyle UPRIGHT = new DecodeStyle(true, false);
    private static final InferenceOptions GPU = new InferenceOptions("gpu", Precision.FP32);

    @Test
    void equalLoadersShareANetwork() {
        assertThat(new TokenizerLoader("/m", GPU, UPRIGHT))
                .isEqualTo(new TokenizerLoader("/m", GPU, UPRIGHT))
                .isNotEqualTo(new TokenizerLoader("/m", GPU, DecodeStyle.EXACT))
                .isNotEqualTo(new TokenizerLoader("/n", GPU, UPRIGHT));
        FeatureSelection patches =
                new FeatureSelection(FeatureSelection.Vector.CLS, false, List.of(), true);
        assertThat(
                        new EncoderLoader(
                                new EncoderSource("/m"), GPU, FeatureSelection.DEFAULT, UPRIGHT))
                .isEqualTo(
                        new EncoderLoader(
                                new EncoderSource("/m"), GPU, FeatureSelection.DEFAULT, UPRIGHT))
                .isNotEqualTo(new EncoderLoader(new EncoderSource("/m"), GPU, patches, UPRIGHT));
    }

    @Test
    void aLoaderGoesToAnotherDeviceAndKeepsTheRest() {
        InferenceOptions second = new InferenceOptions("gpu:1", Precision.FP32);

        assertThat(new TokenizerLoader("/m", GPU, UPRIGHT).on("gpu:1"))
                .isEqualTo(new TokenizerLoader("/m", second, UPRIGHT));
        assertThat(
                        new EncoderLoader(
                                        new EncoderSource("/m"),
                                        GPU,
                                        FeatureSelection.DEFAULT,
                                        UPRIGHT)
                                .on("gpu:1"))
                .isEqualTo(
                        new EncoderLoader(
                                new EncoderSource("/m"),
                                second,
                                FeatureSelection.DEFAULT,
                                UPRIGHT));
    }
}
