package io.beitstream.model.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** Opens a file or directory of tensors, recognised by its bytes. */
public final class TensorContainers {
    private static final String INDEX = "model.safetensors.index.json";

    private TensorContainers() {}

    /**
     * Opens a container.
     *
     * @throws CheckpointException naming the file and what is wrong with it
     * @throws IOException if it cannot be read
     */
    public static TensorContainer open(Path path) throws IOException {
        try {
            return Files.isDirectory(path) ? openDirectory(path) : openFile(path);
        } catch (CheckpointException | IOException e) {
            throw e;
        } catch (RuntimeException e) {
            // The zip reader meets broken headers with every kind of runtime exception.
            throw new CheckpointException(path, "it is damaged: " + e);
        }
    }

    private static TensorContainer openDirectory(Path directory) throws IOException {
        if (Files.isRegularFile(directory.resolve(INDEX))) {
            return openShards(directory);
        }
        for (String name : new String[] {"model.safetensors", "pytorch_model.bin"}) {
            if (Files.isRegularFile(directory.resolve(name))) {
                return openFile(directory.resolve(name));
            }
        }
        throw new CheckpointException(
                directory,
                "it holds neither model.safetensors, " + INDEX + " nor pytorch_model.bin");
    }

    private static TensorContainer openShards(Path directory) throws IOException {
        JsonNode map;
        try {
            map =
                    new ObjectMapper()
                            .readTree(ConfigJson.text(directory.resolve(INDEX)))
                            .path("weight_map");
        } catch (JsonProcessingException e) {
            throw new CheckpointException(directory.resolve(INDEX), "it is not JSON");
        }
        TreeSet<String> files = new TreeSet<>();
        map.forEach(file -> files.add(file.asText()));
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (String name : files) {
            Path shard = directory.resolve(name).normalize();
            if (!shard.startsWith(directory.normalize())) {
                throw new CheckpointException(
                        directory.resolve(INDEX), "it points outside: " + name);
            }
            SafetensorsFile.read(shard)
                    .tensors()
                    .asMap()
                    .forEach(
                            (key, tensor) -> {
                                if (map.has(key)) {
                                    tensors.put(key, tensor);
                                }
                            });
        }
        map.fieldNames()
                .forEachRemaining(
                        key -> {
                            if (!tensors.containsKey(key)) {
                                throw new CheckpointException(directory, "no shard holds " + key);
                            }
                        });
        return new TensorContainer(tensors, "safetensors in " + files.size() + " shards");
    }

    private static TensorContainer openFile(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(9);
        }
        if (head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4) {
            return TorchZipFile.read(file);
        }
        if (head.length >= 2 && (head[0] & 0xFF) == 0x80) {
            return TorchLegacyFile.read(file);
        }
        if (head.length == 9 && head[8] == '{') {
            Map<String, HostTensor> tensors = SafetensorsFile.read(file).tensors().asMap();
            return new TensorContainer(tensors, "safetensors");
        }
        throw new CheckpointException(
                file,
                "neither a torch checkpoint nor safetensors: its first bytes are those of something else");
    }
}
