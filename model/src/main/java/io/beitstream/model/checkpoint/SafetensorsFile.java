package io.beitstream.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file: an 8-byte little-endian header length, a JSON header, the tensors' bytes.
 * Tensors are windows of the mapped file. A header that lies about sizes, order or types is
 * refused.
 */
public record SafetensorsFile(StateDict tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int MAX_HEADER_BYTES = 100_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Opens a file.
     *
     * @throws CheckpointException naming the file and what is wrong with it
     * @throws IOException if it cannot be read
     */
    public static SafetensorsFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < 8) {
                throw new CheckpointException(file, "it is too short to be a safetensors file");
            }
            MappedWindows windows = new MappedWindows(channel);
            long headerBytes = windows.get(0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (headerBytes < 2 || headerBytes > Math.min(size - 8, MAX_HEADER_BYTES)) {
                throw new CheckpointException(
                        file,
                        "it is no safetensors file, or cut short: header of "
                                + headerBytes
                                + " bytes");
            }
            ByteBuffer header = windows.get(8, headerBytes);
            JsonNode json = parse(file, StandardCharsets.UTF_8.decode(header).toString());
            return new Reader(file, windows, 8 + headerBytes, size).read(json);
        }
    }

    private static JsonNode parse(Path file, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file, "its header is not JSON: " + e.getOriginalMessage());
        }
        throw new CheckpointException(file, "its header is not a JSON object");
    }

    /**
     * Writes tensors in the order of the state dict, to a temporary file that is renamed when
     * complete.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, StateDict tensors, Map<String, String> metadata)
            throws IOException {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            header.putPOJO(METADATA, metadata);
        }
        long offset = 0;
        for (Map.Entry<String, HostTensor> entry : tensors.asMap().entrySet()) {
            HostTensor tensor = entry.getValue();
            long end = offset + tensor.elements() * tensor.type().bytes();
            ObjectNode described = header.putObject(entry.getKey());
            described.put("dtype", tensor.type().safetensorsName());
            described.putPOJO("shape", tensor.shape());
            described.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        int padding = (8 - json.length % 8) % 8; // the data begins on a multiple of 8
        ByteBuffer prefix =
                ByteBuffer.allocate(8 + json.length + padding).order(ByteOrder.LITTLE_ENDIAN);
        prefix.putLong(json.length + padding)
                .put(json)
                .put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (FileChannel out =
                FileChannel.open(
                        partial,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeFully(out, prefix.flip());
            for (HostTensor tensor : tensors.asMap().values()) {
                writeFully(out, tensor.data());
            }
            out.force(true);
        }
        Files.move(partial, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeFully(FileChannel out, ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            out.write(data);
        }
    }

    /** Turns a header into tensors, believing nothing it says. */
    private record Reader(Path file, MappedWindows windows, long dataStart, long fileSize) {
        SafetensorsFile read(JsonNode header) throws IOException {
            Map<String, String> metadata = new LinkedHashMap<>();
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            List<Extent> extents = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : header.properties()) {
                if (entry.getKey().equals(METADATA)) {
                    entry.getValue()
                            .properties()
                            .forEach(pair -> metadata.put(pair.getKey(), pair.getValue().asText()));
                } else {
                    tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), extents));
                }
            }
            refuseOverlaps(extents);
            return new SafetensorsFile(new StateDict(tensors), Map.copyOf(metadata));
        }

        private HostTensor tensor(String name, JsonNode described, List<Extent> extents)
                throws IOException {
            JsonNode offsets = described.path("data_offsets");
            JsonNode dimensions = described.path("shape");
            if (offsets.size() != 2
                    || !dimensions.isArray()
                    || !described.path("dtype").isTextual()) {
                throw new CheckpointException(
                        file, "the header entry of " + name + " is malformed");
            }
            long begin = offsets.get(0).asLong(-1);
            long end = offsets.get(1).asLong(-1);
            if (begin < 0 || end < begin || end > fileSize - dataStart) {
                throw new CheckpointException(
                        file,
                        "tensor %s lies outside the file, which may be cut short".formatted(name));
            }
            if (end - begin > Integer.MAX_VALUE) {
                throw new CheckpointException(file, "tensor " + name + " is larger than 2 GiB");
            }
            long[] shape = new long[dimensions.size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = dimensions.get(i).asLong(-1);
            }
            extents.add(new Extent(name, begin, end));
            try {
                DType type = DType.ofSafetensors(described.path("dtype").asText());
                ByteBuffer bytes = windows.get(dataStart + begin, end - begin);
                return HostTensor.of(type, bytes, shape);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new CheckpointException(file, "tensor " + name + ": " + e.getMessage());
            }
        }

        private void refuseOverlaps(List<Extent> extents) {
            extents.sort(Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end));
            for (int i = 1; i < extents.size(); i++) {
                if (extents.get(i).begin() < extents.get(i - 1).end()) {
                    throw new CheckpointException(
                            file,
                            "tensors %s and %s overlap"
                                    .formatted(extents.get(i - 1).name(), extents.get(i).name()));
                }
            }
        }
    }

    private record Extent(String name, long begin, long end) {}
}
