package io.beitstream.model.conversion;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a directory's own {@code config.json} says and the weights do not: heads and the norms'
 * epsilon.
 */
final class HuggingFaceSizes {
    private HuggingFaceSizes() {}

    static ImportOptions complete(ForeignConfig config, ImportOptions options) {
        JsonNode json = config.model();
        int heads = json.path("num_attention_heads").asInt(json.at("/config/num_heads").asInt(0));
        double epsilon = json.path("layer_norm_eps").asDouble(0);
        return new ImportOptions(
                options.target(),
                options.name(),
                options.earlyLayers(),
                options.imageSize(),
                options.heads() > 0 ? options.heads() : heads,
                options.layerNormEps() > 0 ? options.layerNormEps() : epsilon);
    }
}
