package io.beitstream.model.conversion;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.beit.PretrainingConfig;
import io.beitstream.model.layers.LayerNorm;
import io.beitstream.model.vqkd.VqkdConfig;

/** Infers sizes and options from weights under official names (reference section 4.9, step 4). */
final class Architectures {
    private static final String TABLE = "relative_position_bias_table";
    private static final double PRESENT = 0.1;

    /** 1,024 pixels in patches of 16: the index of relative positions grows with the 4th power. */
    private static final int MAX_GRID = 64;

    private Architectures() {}

    static VqkdConfig tokenizer(Weights weights, ImportOptions options) {
        int width = weights.extent("encoder.cls_token", 2);
        int patch = weights.extent("encoder.patch_embed.proj.weight", 2);
        int grid = gridOfTokens(weights.extent("encoder.pos_embed", 1));
        return new VqkdConfig(
                grid * patch,
                patch,
                width,
                weights.blocks("encoder.blocks."),
                heads(options, width),
                weights.blocks("decoder.blocks."),
                weights.extent("quantize.embedding.weight", 0),
                weights.extent("quantize.embedding.weight", 1),
                weights.extent("decode_task_layer.2.weight", 0),
                0.99,
                ratio(weights, "encoder.blocks.0.mlp.fc1.weight", width));
    }

    static BeitConfig features(Weights weights, ImportOptions options) {
        int width = weights.extent("cls_token", 2);
        int patch = weights.extent("patch_embed.proj.weight", 2);
        boolean absolute = weights.has("pos_embed");
        boolean shared = weights.has("rel_pos_bias." + TABLE);
        boolean own = weights.has("blocks.0.attn." + TABLE);
        return new BeitConfig(
                grid(weights) * patch,
                patch,
                width,
                weights.blocks("blocks."),
                headsOfTables(weights, options, width),
                weights.has("blocks.0.gamma_1") ? PRESENT : 0,
                absolute,
                own,
                shared,
                weights.has("fc_norm.weight"),
                weights.has("head.weight") ? weights.extent("head.weight", 0) : 0,
                ratio(weights, "blocks.0.mlp.fc1.weight", width),
                options.layerNormEps() == 0 ? LayerNorm.EPSILON : options.layerNormEps());
    }

    static PretrainingConfig pretraining(Weights weights, ImportOptions options) {
        int width = weights.extent("cls_token", 2);
        int patch = weights.extent("patch_embed.proj.weight", 2);
        int depth = weights.blocks("blocks.");
        int headLayers = weights.blocks("cls_pt_layers.");
        int early = options.earlyLayers() > 0 ? options.earlyLayers() : usualEarlyLayers(depth);
        return new PretrainingConfig(
                grid(weights) * patch,
                patch,
                width,
                depth,
                headsOfTables(weights, options, width),
                weights.extent("lm_head.weight", 0),
                weights.has("blocks.0.gamma_1") ? PRESENT : 0,
                weights.has("pos_embed"),
                weights.has("rel_pos_bias." + TABLE),
                headLayers == 0 ? 0 : early,
                headLayers,
                !weights.has("cls_pt_lm_head.weight"),
                0,
                ratio(weights, "blocks.0.mlp.fc1.weight", width));
    }

    /**
     * 9 of 12 and 21 of 24, as the published models are presumed to have (reference section 5.2);
     * always 3 before the end.
     */
    private static int usualEarlyLayers(int depth) {
        return Math.max(1, depth - 3);
    }

    private static int grid(Weights weights) {
        if (weights.has("pos_embed")) {
            return gridOfTokens(weights.extent("pos_embed", 1));
        }
        String table = tableName(weights);
        if (table.isEmpty()) {
            throw new IllegalArgumentException(
                    "the weights hold neither pos_embed nor a relative position table: their image size is unknown");
        }
        return gridOfTable(weights.extent(table, 0));
    }

    private static String tableName(Weights weights) {
        for (String name : new String[] {"rel_pos_bias." + TABLE, "blocks.0.attn." + TABLE}) {
            if (weights.has(name)) {
                return name;
            }
        }
        return "";
    }

    /** Side of the grid whose table has this many rows: (2 side - 1)^2 + 3. */
    static int gridOfTable(int rows) {
        int side = ((int) Math.round(Math.sqrt(rows - 3.0)) + 1) / 2;
        refuseTooLarge(side);
        if ((2 * side - 1) * (2 * side - 1) + 3 != rows) {
            throw new IllegalArgumentException(
                    "a relative position table of " + rows + " rows belongs to no square grid");
        }
        return side;
    }

    /** Side of the grid that has this many patches beside [CLS]. */
    static int gridOfTokens(int tokens) {
        return gridOfPatches(tokens - 1);
    }

    /** Side of the grid that has this many patches. */
    static int gridOfPatches(int patches) {
        int side = (int) Math.round(Math.sqrt(patches));
        refuseTooLarge(side);
        if (side < 1 || side * side != patches) {
            throw new IllegalArgumentException(
                    "position embeddings of " + patches + " patches belong to no square grid");
        }
        return side;
    }

    private static void refuseTooLarge(int side) {
        if (side > MAX_GRID) {
            throw new IllegalArgumentException(
                    "the weights are for %d x %d patches, more than the limit of %d x %d"
                            .formatted(side, side, MAX_GRID, MAX_GRID));
        }
    }

    private static int headsOfTables(Weights weights, ImportOptions options, int width) {
        String table = tableName(weights);
        return table.isEmpty() ? heads(options, width) : weights.extent(table, 1);
    }

    private static int heads(ImportOptions options, int width) {
        return options.heads() > 0 ? options.heads() : usualHeads(width);
    }

    /** One attention head for each 64 dimensions. */
    static int usualHeads(int width) {
        return Math.max(1, width / 64);
    }

    private static double ratio(Weights weights, String fc1, int width) {
        return (double) weights.extent(fc1, 0) / width;
    }
}
