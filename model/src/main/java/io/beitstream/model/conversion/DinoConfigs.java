package io.beitstream.model.conversion;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.dino.DinoConfig;

/** {@code config.json} of the DINOs. */
final class DinoConfigs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DinoConfigs() {}

    static ObjectNode vit(DinoConfig sizes) {
        ObjectNode json = common(sizes, "vit", "ViTModel");
        json.put("intermediate_size", sizes.mlpDim());
        return json;
    }

    static ObjectNode dinoV2(DinoConfig sizes) {
        boolean registers = sizes.registers() > 0;
        ObjectNode json =
                registers
                        ? common(sizes, "dinov2_with_registers", "Dinov2WithRegistersModel")
                        : common(sizes, "dinov2", "Dinov2Model");
        json.put("mlp_ratio", ratio(sizes));
        json.put("use_swiglu_ffn", sizes.gated());
        json.put("use_mask_token", true);
        if (registers) {
            json.put("num_register_tokens", sizes.registers());
        }
        return json;
    }

    /** The whole number of which the library makes these hidden values. */
    private static int ratio(DinoConfig sizes) {
        int ratio = 1;
        while (hidden(sizes, ratio) < sizes.mlpDim()) {
            ratio++;
        }
        if (hidden(sizes, ratio) != sizes.mlpDim()) {
            throw new IllegalArgumentException(
                    "transformers has no DINOv2 of width %d with %d hidden values"
                            .formatted(sizes.embedDim(), sizes.mlpDim()));
        }
        return ratio;
    }

    private static int hidden(DinoConfig sizes, int ratio) {
        int plain = sizes.embedDim() * ratio;
        return sizes.gated() ? (plain * 2 / 3 + 7) / 8 * 8 : plain;
    }

    static ObjectNode dinoV3(DinoConfig sizes, boolean keyBias) {
        ObjectNode json = common(sizes, "dinov3_vit", "DINOv3ViTModel");
        json.put("intermediate_size", sizes.mlpDim());
        json.put("num_register_tokens", sizes.registers());
        json.put("rope_theta", sizes.ropeTheta());
        json.put("use_gated_mlp", sizes.gated());
        json.put("hidden_act", sizes.gated() ? "silu" : "gelu");
        json.put("key_bias", keyBias);
        return json;
    }

    private static ObjectNode common(DinoConfig sizes, String type, String architecture) {
        ObjectNode json = JSON.createObjectNode();
        json.put("model_type", type);
        json.putArray("architectures").add(architecture);
        json.put("image_size", sizes.imgSize());
        json.put("patch_size", sizes.patchSize());
        json.put("num_channels", 3);
        json.put("hidden_size", sizes.embedDim());
        json.put("num_hidden_layers", sizes.depth());
        json.put("num_attention_heads", sizes.numHeads());
        json.put("hidden_act", "gelu");
        json.put("layer_norm_eps", sizes.layerNormEps());
        return json;
    }
}
