package io.beitstream.model.training.teacher;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A fitted {@link PatchTeacherModule} with its weights, which are kept in a safetensors file. */
public record PatchTeacher(PatchTeacherModule module, StateDict state) {
    /** The teacher's name in settings, and before the file's in that of a fitted one. */
    public static final String NAME = "patches";

    /**
     * Opens a file.
     *
     * @param patchSize of the tokenizer
     * @throws CheckpointException if it holds something else
     * @throws IOException if it cannot be read
     */
    public static PatchTeacher read(Path file, int patchSize) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(
                    file,
                    "no such file: the teacher patches is fitted to a run's images and kept as teacher.safetensors in its directory; name it as patches:FILE");
        }
        StateDict weights = SafetensorsFile.read(file).tensors();
        try {
            long[] projection = weights.get("projection").shape();
            if (projection.length != 2) {
                throw new IllegalArgumentException("the projection is no matrix");
            }
            PatchTeacherModule module =
                    new PatchTeacherModule(
                            patchSize,
                            Math.toIntExact(projection[0]),
                            Math.toIntExact(projection[1]));
            return new PatchTeacher(module, module.stateFrom(weights));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, String.valueOf(e.getMessage()));
        }
    }

    /** Length of its features. */
    public int dimension() {
        return Math.toIntExact(state.get("projection").shape()[1]);
    }

    /**
     * Writes the file, complete or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        SafetensorsFile.write(file, state, Map.of("format", "pt"));
    }
}
