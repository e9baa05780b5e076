package io.beitstream.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Encoders under the names and shapes of full-size published checkpoints become ours, every tensor
 * in its place, and go back under the same names.
 */
class PublishedEncodersTest {
    /** All tensors are views of it: a real one would fill the memory. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256_000 * 768);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "clip_vit_b16_visual, CLIP, 224, 16, 768, 12, 512",
        "hf_clip_vit_b16, CLIP, 224, 16, 768, 12, 512",
        "hf_siglip2_base, SIGLIP, 224, 16, 768, 12, 768",
        "hf_dinov2_base, DINOV2, 518, 14, 768, 12, 768",
        "hf_dinov2_giant_reg, DINOV2, 518, 14, 1536, 2, 1536",
        "hf_dinov3_base, DINOV3, 224, 16, 768, 12, 768"
    })
    void everyTensorFindsItsPlace(
            String name, Family family, int size, int patch, int width, int depth, int pooled)
            throws Exception {
        ConvertedModel model = convert(name);

        EncoderConfig config = (EncoderConfig) model.config();
        EncoderArchitecture sizes = config.architecture();
        assertThat(config.family()).isEqualTo(family);
        assertThat(sizes.imgSize()).isEqualTo(size);
        assertThat(sizes.patchSize()).isEqualTo(patch);
        assertThat(sizes.embedDim()).isEqualTo(width);
        assertThat(sizes.depth()).isEqualTo(depth);
        assertThat(sizes.pooledDim()).isEqualTo(pooled);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"hf_clip_vit_b16", "hf_siglip2_base", "hf_dinov2_base", "hf_dinov3_base"})
    void namesAndShapesComeBack(String name) throws Exception {
        ConvertedModel model = convert(name);

        HuggingFaceExport export =
                HuggingFaceExport.of((EncoderConfig) model.config(), model.state());

        Map<String, String> shapes = new LinkedHashMap<>();
        export.state()
                .asMap()
                .forEach((key, tensor) -> shapes.put(key, Arrays.toString(tensor.shape())));
        Map<String, String> published = new LinkedHashMap<>();
        tensors(name).forEach((key, tensor) -> published.put(key, Arrays.toString(tensor.shape())));
        assertThat(shapes).containsExactlyInAnyOrderEntriesOf(published);
    }

    @Test
    void headsThatTheLibraryLeavesOutAreItsOwn() throws Exception {
        EncoderConfig clip = (EncoderConfig) convert("hf_clip_vit_b16").config();

        var text = clip.architecture().text();
        assertThat(text).isNotNull();
        assertThat(text.numHeads()).isEqualTo(8);
        assertThat(text.eosToken()).isEqualTo(49407);
        assertThat(text.contextLength()).isEqualTo(77);
    }

    private static ConvertedModel convert(String name) throws Exception {
        JsonNode config = published(name).path("config");
        ForeignConfig foreign =
                new ForeignConfig(
                        config,
                        MissingNode.getInstance(),
                        MissingNode.getInstance(),
                        Path.of(name));
        return CheckpointImporter.convert(
                new StateDict(tensors(name)), foreign, ImportOptions.AUTO);
    }

    private static Map<String, HostTensor> tensors(String name) throws Exception {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        published(name)
                .path("state_dict")
                .properties()
                .forEach(
                        entry -> {
                            long[] shape = new long[entry.getValue().size()];
                            long elements = 1;
                            for (int i = 0; i < shape.length; i++) {
                                shape[i] = entry.getValue().get(i).asLong();
                                elements *= shape[i];
                            }
                            tensors.put(
                                    entry.getKey(),
                                    HostTensor.of(
                                            DType.UINT8,
                                            ZEROS.slice(0, Math.toIntExact(elements)),
                                            shape));
                        });
        return tensors;
    }

    private static JsonNode published(String name) throws Exception {
        return new ObjectMapper()
                .readTree(
                        PublishedEncodersTest.class.getResource(
                                "/state_dict_keys/" + name + ".json"));
    }
}
