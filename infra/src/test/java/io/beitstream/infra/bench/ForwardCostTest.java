package io.beitstream.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.beitstream.model.training.recipe.ModelPreset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardCostTest {
    /** ViT-B/16 and ViT-L/16 at 224 pixels are known for 17.6 and 61.6 billion multiply-adds. */
    @Test
    void encodersCostWhatTheirArchitectureIsKnownFor() {
        assertThat(ForwardCost.of(ModelPreset.BASE.encoder("base", Map.of())))
                .isCloseTo(2 * 17.6e9, withinPercentage(1));
        assertThat(ForwardCost.of(ModelPreset.LARGE.encoder("large", Map.of())))
                .isCloseTo(2 * 61.6e9, withinPercentage(1));
    }

    /** The same transformer, and 196 patches against 8192 codes of 32 numbers. */
    @Test
    void aTokenizerLooksItsCodesUpBesides() {
        double lookUp = 2.0 * 196 * (768 * 768 + 768 * 32 + 32 * 8192);

        assertThat(ForwardCost.of(ModelPreset.BASE.tokenizer("base", Map.of())))
                .isCloseTo(
                        ForwardCost.of(ModelPreset.BASE.encoder("base", Map.of())) + lookUp,
                        withinPercentage(1e-9));
    }
}
