package io.beitstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.BeitFeatureModule;
import io.beitstream.model.beit.BeitPretrainingModule;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.feature.PixelNormalization;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and shapes of the full-size networks are those of the published checkpoints. */
class PublishedKeysTest {
    static Stream<Arguments> publishedModels() {
        return Stream.of(
                Arguments.of(
                        "vqkd_encoder_base_decoder_3x768x12_clip",
                        ModelPreset.BASE.tokenizer("t", Map.of()).network()),
                Arguments.of(
                        "vqkd_encoder_base_decoder_1x768x12_dino",
                        new VqkdTokenizerModule(
                                new VqkdConfig(224, 16, 768, 12, 12, 1, 8192, 32, 768, 0.99, 4))),
                Arguments.of(
                        "beitv2_base_patch16_224_pretrain_cls",
                        new BeitPretrainingModule(
                                new PretrainingConfig(
                                        224, 16, 768, 12, 12, 8192, 0.1, false, true, 9, 2, true, 0,
                                        4))),
                Arguments.of("beitv2_base_patch16_224_finetuned", finetuned(768, 12, 12)),
                Arguments.of("beitv2_large_patch16_224_finetuned", finetuned(1024, 24, 16)));
    }

    private static BeitFeatureModule finetuned(int width, int depth, int heads) {
        return new BeitFeatureModule(
                new BeitConfig(
                        224, 16, width, depth, heads, 0.1, false, true, false, true, 1000, 4, 1e-6),
                PixelNormalization.Statistics.IMAGENET);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("publishedModels")
    void namesAndShapesAreThePublishedOnes(String name, ScriptModule network) throws Exception {
        JsonNode published =
                new ObjectMapper()
                        .readTree(getClass().getResource("/state_dict_keys/" + name + ".json"));
        Map<String, String> expected = new TreeMap<>();
        published
                .path("state_dict")
                .properties()
                .forEach(entry -> expected.put(entry.getKey(), spaced(entry.getValue())));
        TreeSet<String> expectedParameters = new TreeSet<>();
        published.path("parameters").forEach(key -> expectedParameters.add(key.asText()));

        Map<String, String> ours = new TreeMap<>();
        TreeSet<String> ourParameters = new TreeSet<>();
        network.namedSlots()
                .forEach(
                        (key, slot) -> {
                            ours.put(key, Arrays.toString(slot.shape()));
                            if (slot.role() == Slot.Role.PARAMETER
                                    || slot.role() == Slot.Role.FROZEN) {
                                ourParameters.add(key);
                            }
                        });

        assertThat(ours).isEqualTo(expected);
        if (!expectedParameters.isEmpty()) {
            assertThat(ourParameters).isEqualTo(expectedParameters);
        }
    }

    private static String spaced(JsonNode shape) {
        return shape.toString().replace(",", ", ");
    }
}
