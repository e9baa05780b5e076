package io.beitstream.model.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.clip.ClipConfig;
import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.siglip.SiglipConfig;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An encoder as Hugging Face's transformers read it.
 *
 * @param config its {@code config.json}
 * @param state its weights under their names
 */
record HuggingFaceExport(ObjectNode config, StateDict state) {
    static HuggingFaceExport of(EncoderConfig config, StateDict all) {
        StateDict state = config.network().savedState(all);
        return switch (config.family()) {
            case BEIT -> {
                BeitConfig sizes = (BeitConfig) config.architecture();
                yield new HuggingFaceExport(
                        LibraryConfigs.huggingFace(sizes), HuggingFaceNames.of(state, sizes));
            }
            case CLIP ->
                    new HuggingFaceExport(
                            TwoTowerConfigs.clip((ClipConfig) config.architecture()),
                            ClipLayout.HUGGING_FACE.names().write(state));
            case SIGLIP ->
                    new HuggingFaceExport(
                            TwoTowerConfigs.siglip((SiglipConfig) config.architecture()),
                            SiglipLayout.write(state));
            case DINO ->
                    new HuggingFaceExport(
                            DinoConfigs.vit((DinoConfig) config.architecture()),
                            DinoLayout.HUGGING_FACE_DINO.names().write(state));
            case DINOV2 -> dinoV2((DinoConfig) config.architecture(), state);
            case DINOV3 -> dinoV3((DinoConfig) config.architecture(), state);
        };
    }

    private static HuggingFaceExport dinoV2(DinoConfig sizes, StateDict state) {
        Map<String, HostTensor> weights =
                new LinkedHashMap<>(DinoLayout.HUGGING_FACE_DINOV2.names().write(state).asMap());
        weights.put("embeddings.mask_token", HostTensor.zeros(1, sizes.embedDim()));
        return new HuggingFaceExport(DinoConfigs.dinoV2(sizes), new StateDict(weights));
    }

    private static HuggingFaceExport dinoV3(DinoConfig sizes, StateDict state) {
        DinoLayout layout =
                sizes.gated()
                        ? DinoLayout.HUGGING_FACE_DINOV3_GATED
                        : DinoLayout.HUGGING_FACE_DINOV3;
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        boolean keyBias = KeyBias.isUsed(state);
        layout.names()
                .write(state)
                .asMap()
                .forEach(
                        (name, tensor) -> {
                            if (keyBias || !name.endsWith(".k_proj.bias")) {
                                weights.put(name, tensor);
                            }
                        });
        weights.put("embeddings.mask_token", HostTensor.zeros(1, 1, sizes.embedDim()));
        weights.putIfAbsent("embeddings.register_tokens", HostTensor.zeros(1, 0, sizes.embedDim()));
        return new HuggingFaceExport(DinoConfigs.dinoV3(sizes, keyBias), new StateDict(weights));
    }
}
