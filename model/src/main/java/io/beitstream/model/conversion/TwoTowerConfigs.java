package io.beitstream.model.conversion;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.clip.ClipConfig;
import io.beitstream.model.siglip.SiglipConfig;
import io.beitstream.model.tower.TextConfig;

/** {@code config.json} of networks that know images and words. */
final class TwoTowerConfigs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TwoTowerConfigs() {}

    static ObjectNode clip(ClipConfig sizes) {
        ObjectNode json = JSON.createObjectNode();
        TextConfig text = sizes.text();
        json.put("model_type", text == null ? "clip_vision_model" : "clip");
        json.putArray("architectures")
                .add(text == null ? "CLIPVisionModelWithProjection" : "CLIPModel");
        ObjectNode vision = text == null ? json : json.putObject("vision_config");
        vision.put("model_type", "clip_vision_model");
        vision.put("image_size", sizes.imgSize());
        vision.put("patch_size", sizes.patchSize());
        vision.put("projection_dim", sizes.projectionDim());
        vision.put("hidden_act", ForeignActivation.nameOf(sizes.activation()));
        vision.put("layer_norm_eps", sizes.layerNormEps());
        tower(vision, sizes.embedDim(), sizes.depth(), sizes.numHeads(), sizes.mlpDim());
        if (text != null) {
            json.put("projection_dim", sizes.projectionDim());
            ObjectNode words = text(json, text, "clip_text_model");
            words.put("projection_dim", sizes.projectionDim());
            words.put("eos_token_id", text.eosToken());
            words.put("pad_token_id", text.padToken());
        }
        return json;
    }

    static ObjectNode siglip(SiglipConfig sizes) {
        ObjectNode json = JSON.createObjectNode();
        TextConfig text = sizes.text();
        json.put("model_type", text == null ? "siglip_vision_model" : "siglip");
        json.putArray("architectures").add(text == null ? "SiglipVisionModel" : "SiglipModel");
        ObjectNode vision = text == null ? json : json.putObject("vision_config");
        vision.put("model_type", "siglip_vision_model");
        vision.put("image_size", sizes.imgSize());
        vision.put("patch_size", sizes.patchSize());
        vision.put("hidden_act", ForeignActivation.nameOf(sizes.activation()));
        vision.put("layer_norm_eps", sizes.layerNormEps());
        tower(vision, sizes.embedDim(), sizes.depth(), sizes.numHeads(), sizes.mlpDim());
        if (text != null) {
            ObjectNode words = text(json, text, "siglip_text_model");
            words.put("projection_size", text.outputDim());
            words.put("pad_token_id", text.padToken());
        }
        return json;
    }

    private static ObjectNode text(ObjectNode json, TextConfig text, String type) {
        ObjectNode words = json.putObject("text_config");
        words.put("model_type", type);
        words.put("vocab_size", text.vocabSize());
        words.put("max_position_embeddings", text.contextLength());
        words.put("hidden_act", ForeignActivation.nameOf(text.activation()));
        words.put("layer_norm_eps", text.layerNormEps());
        tower(words, text.embedDim(), text.depth(), text.numHeads(), text.mlpDim());
        return words;
    }

    private static void tower(ObjectNode json, int width, int depth, int heads, int hidden) {
        json.put("hidden_size", width);
        json.put("num_hidden_layers", depth);
        json.put("num_attention_heads", heads);
        json.put("intermediate_size", hidden);
    }
}
