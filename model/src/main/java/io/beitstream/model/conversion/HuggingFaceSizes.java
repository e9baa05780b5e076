package io.beitstream.model.conversion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ConfigJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a directory's own {@code config.json} says and the weights do not: heads and the norms'
 * epsilon.
 */
final class HuggingFaceSizes {
    private HuggingFaceSizes() {}

    static ImportOptions complete(Path source, ImportOptions options) throws IOException {
        Path config = source.resolve("config.json");
        if (!Files.isDirectory(source) || !Files.isRegularFile(config)) {
            return options;
        }
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(ConfigJson.text(config));
        } catch (JsonProcessingException e) {
            throw new CheckpointException(config, "it is not JSON: " + e.getOriginalMessage());
        }
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
