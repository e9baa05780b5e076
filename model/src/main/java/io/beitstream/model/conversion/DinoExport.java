package io.beitstream.model.conversion;

import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;

/** The DINOs with what transformers want beside the weights. */
final class DinoExport {
    private static final String MASK = "embeddings.mask_token";
    private static final String PROCESSOR = "BitImageProcessor";

    private DinoExport() {}

    static HuggingFaceExport vit(DinoConfig sizes, StateDict theirs) {
        return new HuggingFaceExport(DinoConfigs.vit(sizes), PROCESSOR, theirs);
    }

    static HuggingFaceExport dinoV2(DinoConfig sizes, StateDict theirs) {
        Map<String, HostTensor> weights = new LinkedHashMap<>(theirs.asMap());
        weights.put(MASK, HostTensor.zeros(1, sizes.embedDim()));
        return new HuggingFaceExport(DinoConfigs.dinoV2(sizes), PROCESSOR, new StateDict(weights));
    }

    /**
     * @param keyBias whether the biases of keys are written; all are zero otherwise
     */
    static HuggingFaceExport dinoV3(DinoConfig sizes, boolean keyBias, StateDict theirs) {
        Map<String, HostTensor> weights = new LinkedHashMap<>(theirs.asMap());
        if (!keyBias) {
            weights.keySet().removeIf(name -> name.endsWith(".k_proj.bias"));
        }
        weights.put(MASK, HostTensor.zeros(1, 1, sizes.embedDim()));
        weights.putIfAbsent("embeddings.register_tokens", HostTensor.zeros(1, 0, sizes.embedDim()));
        return new HuggingFaceExport(
                DinoConfigs.dinoV3(sizes, keyBias),
                "DINOv3ViTImageProcessorFast",
                new StateDict(weights));
    }
}
