package io.beitstream.model.checkpoint;

import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.whitening.Whitening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whitening beside an encoder's weights. */
record WhiteningFile(Path path) {
    static final String NAME = "whitening.safetensors";

    static WhiteningFile in(Path directory) {
        return new WhiteningFile(directory.resolve(NAME));
    }

    boolean isThere() {
        return Files.isRegularFile(path);
    }

    /**
     * Reads it.
     *
     * @throws CheckpointException if it is unusable
     */
    Whitening read() throws IOException {
        SafetensorsFile file = SafetensorsFile.read(path);
        try {
            return Whitening.read(file.tensors(), file.metadata());
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads it for a network.
     *
     * @throws CheckpointException if it is unusable, or for other vectors
     */
    void requireFits(EncoderArchitecture architecture) throws IOException {
        if (architecture.text() != null) {
            throw new CheckpointException(
                    path,
                    "the model compares images with texts, whose vectors are not whitened: remove the file");
        }
        Whitening whitening = read();
        int width;
        try {
            width = architecture.dimension(whitening.features());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
        if (width != whitening.inputs()) {
            throw unusable(
                    "it is for vectors of %d values, the network's have %d"
                            .formatted(whitening.inputs(), width));
        }
    }

    private CheckpointException unusable(String problem) {
        return new CheckpointException(path, problem + ": make it anew with 'beitstream whiten'");
    }

    void write(Whitening whitening) throws IOException {
        SafetensorsFile.write(path, whitening.state(), whitening.metadata());
    }
}
