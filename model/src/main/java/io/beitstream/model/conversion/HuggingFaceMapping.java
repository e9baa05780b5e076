package io.beitstream.model.conversion;

import io.beitstream.model.tensor.DType;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of Hugging Face's BEiT, 4.x and 5.x, to the official ones (reference section 4.8). */
final class HuggingFaceMapping {
    private static final Pattern LAYER =
            Pattern.compile("beit\\.(?:encoder\\.)?layers?\\.(\\d+)\\.(.+)");
    private static final Map<String, String> TOP =
            Map.of(
                    "beit.embeddings.cls_token", "cls_token",
                    "beit.embeddings.mask_token", "mask_token",
                    "beit.embeddings.position_embeddings", "pos_embed",
                    "beit.embeddings.patch_embeddings.projection.weight", "patch_embed.proj.weight",
                    "beit.embeddings.patch_embeddings.projection.bias", "patch_embed.proj.bias",
                    "beit.pooler.layernorm.weight", "fc_norm.weight",
                    "beit.pooler.layernorm.bias", "fc_norm.bias");
    private static final String[][] WITHIN = {
        {"layernorm_before", "norm1"},
        {"layernorm_after", "norm2"},
        {"attention.attention.query", "attn.query"},
        {"attention.attention.key", "attn.key"},
        {"attention.attention.value", "attn.value"},
        {"attention.q_proj", "attn.query"},
        {"attention.k_proj", "attn.key"},
        {"attention.v_proj", "attn.value"},
        {"attention.output.dense", "attn.proj"},
        {"attention.o_proj", "attn.proj"},
        {"attention.attention.relative_position_bias.", "attn."},
        {"attention.relative_position_bias.", "attn."},
        {"relative_position_bias.", "attn."},
        {"intermediate.dense", "mlp.fc1"},
        {"output.dense", "mlp.fc2"},
        {"lambda_", "gamma_"}
    };

    private HuggingFaceMapping() {}

    static void apply(Weights weights) {
        weights.rename(HuggingFaceMapping::official);
        int depth = weights.blocks("blocks.");
        for (int i = 0; i < depth; i++) {
            join(weights, "blocks." + i + ".attn.");
        }
        weights.noteDerived("qkv.weight of each block, from query, key and value");
    }

    private static String official(String name) {
        String top = TOP.get(name);
        if (top != null) {
            return top;
        }
        Matcher layer = LAYER.matcher(name);
        if (layer.matches()) {
            String rest = layer.group(2);
            for (String[] pair : WITHIN) {
                if (rest.startsWith(pair[0])) {
                    rest = pair[1] + rest.substring(pair[0].length());
                    break;
                }
            }
            return "blocks." + layer.group(1) + "." + rest;
        }
        String bias = "relative_position_bias.";
        if (name.startsWith("beit.encoder." + bias) || name.startsWith("beit." + bias)) {
            return "rel_pos_bias." + name.substring(name.indexOf(bias) + bias.length());
        }
        if (name.startsWith("layernorm.") || name.startsWith("beit.layernorm.")) {
            return "norm." + name.substring(name.lastIndexOf('.') + 1);
        }
        return name.startsWith("classifier.")
                ? "head." + name.substring("classifier.".length())
                : name;
    }

    private static void join(Weights weights, String attention) {
        StackedTensor joined = new StackedTensor(3);
        joined.put(0, weights.remove(attention + "query.weight"));
        joined.put(1, weights.remove(attention + "key.weight"));
        joined.put(2, weights.remove(attention + "value.weight"));
        weights.put(attention + "qkv.weight", joined.joined(attention + "qkv.weight"));
        weights.put(
                attention + "q_bias", weights.remove(attention + "query.bias").cast(DType.FLOAT32));
        weights.put(
                attention + "v_bias", weights.remove(attention + "value.bias").cast(DType.FLOAT32));
        weights.removeZero(attention + "key.bias", "BEiT");
    }
}
