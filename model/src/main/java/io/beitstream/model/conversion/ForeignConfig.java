package io.beitstream.model.conversion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ConfigJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the files beside Hugging Face's weights say; where there is none, nothing.
 *
 * @param model its {@code config.json}
 * @param preprocessor its {@code preprocessor_config.json}
 * @param tokenizer its {@code tokenizer_config.json}
 * @param directory that holds them, or the file of the weights
 */
record ForeignConfig(JsonNode model, JsonNode preprocessor, JsonNode tokenizer, Path directory) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads what is there.
     *
     * @throws CheckpointException if a file is not JSON
     */
    static ForeignConfig of(Path source) throws IOException {
        return new ForeignConfig(
                read(source, "config.json"),
                read(source, "preprocessor_config.json"),
                read(source, "tokenizer_config.json"),
                source);
    }

    private static JsonNode read(Path source, String name) throws IOException {
        Path file = source.resolve(name);
        if (!Files.isDirectory(source) || !Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(ConfigJson.text(file));
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file, "it is not JSON: " + e.getOriginalMessage());
        }
    }

    /** Side of the images that timm's {@code config.json} names. */
    int timmInputSize(int otherwise) {
        return model.at("/pretrained_cfg/input_size/1").asInt(otherwise);
    }

    /** Whether {@code config.json} is one of timm's that names the sizes. */
    boolean isTimms() {
        return model.has("model_args");
    }

    /** The number of attention heads that timm's {@code config.json} names, or timm's usual one. */
    int timmHeads(ImportOptions options, int width) {
        return section("model_args").heads(options, Architectures.usualHeads(width), width);
    }

    /** A part of {@code config.json}; all of it, if the name is empty. */
    Section section(String name) {
        return new Section(name.isEmpty() ? model : model.path(name));
    }

    /**
     * A part of a configuration. Hugging Face leaves out what has its default, so that these matter
     * where there is a file at all.
     */
    record Section(JsonNode json) {
        int whole(String key, int otherwise) {
            return json.path(key).asInt(otherwise);
        }

        double real(String key, double otherwise) {
            return json.path(key).asDouble(otherwise);
        }

        String text(String key, String otherwise) {
            return json.path(key).asText(otherwise);
        }

        /**
         * The number of attention heads.
         *
         * @param library what the library takes where its file does not say
         */
        int heads(ImportOptions options, int library, int width) {
            if (options.heads() > 0) {
                return options.heads();
            }
            int usual = Architectures.usualHeads(width);
            int told = whole("num_attention_heads", whole("num_heads", 0));
            return told > 0 ? told : json.isMissingNode() ? usual : library;
        }
    }
}
