package io.beitstream.model.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file of reference numbers: a configuration, weights, inputs and the outputs that the official
 * code gave.
 */
record ReferenceFile(Path path, StateDict tensors, Map<String, String> metadata) {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    static ReferenceFile read(Path path) throws IOException {
        SafetensorsFile file = SafetensorsFile.read(path);
        return new ReferenceFile(path, file.tensors(), file.metadata());
    }

    /** The network's configuration from the metadata. */
    <C> C config(Class<C> type) {
        return metadata("config", type);
    }

    /** An entry of the metadata that is JSON itself. */
    <C> C metadata(String key, Class<C> type) {
        String text = metadata.get(key);
        if (text == null) {
            throw new CheckpointException(path, "its metadata has no \"" + key + "\"");
        }
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            String problem = e.getOriginalMessage();
            throw new CheckpointException(path, "its \"" + key + "\" is unusable: " + problem);
        }
    }

    StateDict weights() {
        return tensors.withoutPrefix("weights.");
    }

    StateDict expectedOutputs() {
        return tensors.withoutPrefix("eval.");
    }

    HostTensor input(String name) {
        return tensors.get("input." + name);
    }

    boolean has(String name) {
        return tensors.find(name) != null;
    }
}
