package io.beitstream.model.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.checkpoint.SafetensorsHeader.Entry;
import io.beitstream.model.file.Publication;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
    private static final int MAX_HEADER_BYTES = 8 << 20; // some 80,000 tensors
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
            if (headerBytes > MAX_HEADER_BYTES && headerBytes <= size - 8) {
                throw new CheckpointException(
                        file,
                        "its header takes %d bytes, more than the limit of %d"
                                .formatted(headerBytes, MAX_HEADER_BYTES));
            }
            if (headerBytes < 2 || headerBytes > size - 8) {
                throw new CheckpointException(
                        file,
                        "it is no safetensors file, or cut short: header of "
                                + headerBytes
                                + " bytes");
            }
            byte[] json = new byte[(int) headerBytes];
            windows.get(8, headerBytes).get(json);
            return new Reader(file, windows, 8 + headerBytes, size)
                    .read(SafetensorsHeader.parse(file, json));
        }
    }

    /**
     * Writes tensors in the order of the state dict; the file appears complete or not at all.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, StateDict tensors, Map<String, String> metadata)
            throws IOException {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            header.putPOJO(SafetensorsHeader.METADATA, metadata);
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
        prefix.flip();
        Publication.write(
                file,
                out -> {
                    Publication.writeFully(out, prefix);
                    for (HostTensor tensor : tensors.asMap().values()) {
                        Publication.writeFully(out, tensor.data());
                    }
                });
    }

    /** Turns a header into tensors, believing nothing it says. */
    private record Reader(Path file, MappedWindows windows, long dataStart, long fileSize) {
        SafetensorsFile read(SafetensorsHeader header) throws IOException {
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, Entry> entry : header.tensors().entrySet()) {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
            }
            refuseOverlaps(header.tensors());
            return new SafetensorsFile(new StateDict(tensors), Map.copyOf(header.metadata()));
        }

        private HostTensor tensor(String name, Entry entry) throws IOException {
            long length = entry.end() - entry.begin();
            if (entry.begin() < 0 || length < 0 || entry.end() > fileSize - dataStart) {
                throw new CheckpointException(
                        file,
                        "tensor %s lies outside the file, which may be cut short".formatted(name));
            }
            if (length > Integer.MAX_VALUE) {
                throw new CheckpointException(file, "tensor " + name + " is larger than 2 GiB");
            }
            try {
                DType type = DType.ofSafetensors(entry.type());
                ByteBuffer bytes = windows.get(dataStart + entry.begin(), length);
                return HostTensor.of(type, bytes, entry.shape());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new CheckpointException(file, "tensor " + name + ": " + e.getMessage());
            }
        }

        private void refuseOverlaps(Map<String, Entry> tensors) {
            List<Map.Entry<String, Entry>> sorted = new ArrayList<>(tensors.entrySet());
            sorted.sort(
                    Map.Entry.comparingByValue(
                            Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end)));
            for (int i = 1; i < sorted.size(); i++) {
                Map.Entry<String, Entry> before = sorted.get(i - 1);
                Map.Entry<String, Entry> tensor = sorted.get(i);
                if (tensor.getValue().begin() < before.getValue().end()) {
                    throw new CheckpointException(
                            file,
                            "tensors %s and %s overlap"
                                    .formatted(before.getKey(), tensor.getKey()));
                }
            }
        }
    }
}
