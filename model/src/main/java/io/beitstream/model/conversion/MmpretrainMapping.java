package io.beitstream.model.conversion;

/** Names of MMPretrain's BEiT v2 to the official ones (reference section 4.8). */
final class MmpretrainMapping {
    private static final String[][] REPLACED = {
        {"patch_embed.projection.", "patch_embed.proj."},
        {"layers.", "blocks."},
        {".ln1.", ".norm1."},
        {".ln2.", ".norm2."},
        {".ffn.layers.0.0.", ".mlp.fc1."},
        {".ffn.layers.1.", ".mlp.fc2."},
        {".gamma1", ".gamma_1"},
        {".gamma2", ".gamma_2"}
    };

    private MmpretrainMapping() {}

    static void apply(Weights weights) {
        weights.drop(
                name ->
                        name.startsWith("target_generator.")
                                || name.startsWith("data_preprocessor."));
        weights.rename(MmpretrainMapping::official);
    }

    private static String official(String name) {
        if (name.startsWith("neck.patch_aggregation.")) {
            return inBlock("cls_pt_layers." + name.substring("neck.patch_aggregation.".length()));
        } else if (name.startsWith("neck.norm.") || name.startsWith("head.cls_head.")) {
            return name.replace("neck.norm.", "norm.").replace("head.cls_head.", "lm_head.");
        } else if (name.startsWith("head.fc.")) {
            return name.replace("head.fc.", "head.");
        }
        String bare = name.startsWith("backbone.") ? name.substring("backbone.".length()) : name;
        if (bare.startsWith("ln2.")) {
            return "fc_norm." + bare.substring("ln2.".length());
        } else if (bare.startsWith("ln1.")) {
            return "norm." + bare.substring("ln1.".length());
        }
        return inBlock(bare);
    }

    private static String inBlock(String name) {
        String mapped = name;
        for (String[] pair : REPLACED) {
            if (pair[0].startsWith(".")) {
                mapped = mapped.replace(pair[0], pair[1]);
            } else if (mapped.startsWith(pair[0])) {
                mapped = pair[1] + mapped.substring(pair[0].length());
            }
        }
        return mapped;
    }
}
