package io.beitstream.model.conversion;

import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Official names to those of Hugging Face's BEiT 4.x, which 5.x reads too (reference section 4.8).
 */
final class HuggingFaceNames {
    private static final String[][] WITHIN = {
        {"norm1.", "layernorm_before."},
        {"norm2.", "layernorm_after."},
        {"attn.proj.", "attention.output.dense."},
        {
            "attn.relative_position_bias_table",
            "attention.attention.relative_position_bias.relative_position_bias_table"
        },
        {"mlp.fc1.", "intermediate.dense."},
        {"mlp.fc2.", "output.dense."},
        {"gamma_", "lambda_"}
    };

    private HuggingFaceNames() {}

    static StateDict of(StateDict state) {
        Map<String, HostTensor> renamed = new LinkedHashMap<>();
        state.asMap()
                .forEach(
                        (name, tensor) -> {
                            if (name.startsWith("blocks.")) {
                                block(renamed, name, tensor);
                            } else {
                                renamed.put(top(name), tensor);
                            }
                        });
        return new StateDict(renamed);
    }

    private static String top(String name) {
        if (name.startsWith("patch_embed.proj.")) {
            return name.replace(
                    "patch_embed.proj.", "beit.embeddings.patch_embeddings.projection.");
        } else if (name.startsWith("fc_norm.")) {
            return name.replace("fc_norm.", "beit.pooler.layernorm.");
        } else if (name.startsWith("norm.")) {
            return "beit.layernorm." + name.substring("norm.".length());
        } else if (name.startsWith("head.")) {
            return "classifier." + name.substring("head.".length());
        } else if (name.startsWith("rel_pos_bias.")) {
            return name.replace("rel_pos_bias.", "beit.encoder.relative_position_bias.");
        }
        return name.equals("pos_embed")
                ? "beit.embeddings.position_embeddings"
                : "beit.embeddings." + name;
    }

    private static void block(Map<String, HostTensor> renamed, String name, HostTensor tensor) {
        String[] parts = name.split("\\.", 3);
        String layer = "beit.encoder.layer." + parts[1] + ".";
        String attention = layer + "attention.attention.";
        switch (parts[2]) {
            case "attn.qkv.weight" -> {
                List<HostTensor> stacked = StackedTensor.parts(tensor, 3);
                String[] thirds = {"query", "key", "value"};
                for (int i = 0; i < thirds.length; i++) {
                    renamed.put(attention + thirds[i] + ".weight", stacked.get(i));
                }
            }
            case "attn.q_bias" -> renamed.put(attention + "query.bias", tensor);
            case "attn.v_bias" -> renamed.put(attention + "value.bias", tensor);
            default -> renamed.put(layer + within(parts[2]), tensor);
        }
    }

    private static String within(String name) {
        for (String[] pair : WITHIN) {
            if (name.startsWith(pair[0])) {
                return pair[1] + name.substring(pair[0].length());
            }
        }
        return name;
    }
}
