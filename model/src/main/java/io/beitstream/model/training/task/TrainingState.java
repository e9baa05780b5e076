package io.beitstream.model.training.task;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.TrainingStepModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * All that a run needs to go on: weights and optimiser, under the names of {@link
 * TrainingStepModule}, and the number of steps taken.
 */
public record TrainingState(int step, StateDict tensors) {
    private static final String STEP = "step";

    /**
     * Reads a saved state; its tensors are mapped from the file.
     *
     * @throws CheckpointException if the file is not a training state
     */
    public static TrainingState read(Path file) throws IOException {
        SafetensorsFile saved = SafetensorsFile.read(file);
        String step = saved.metadata().get(STEP);
        if (step == null) {
            throw new CheckpointException(file, "it is not a training state: it names no step");
        }
        return new TrainingState(Integer.parseInt(step), saved.tensors());
    }

    /** Writes the state; the file appears complete or not at all. */
    public void write(Path file) throws IOException {
        SafetensorsFile.write(file, tensors, Map.of(STEP, Integer.toString(step)));
    }

    /**
     * Unmaps the states that nobody holds any more. While one is mapped its file keeps its place on
     * the disk, removed or not, and a heap that is large enough may wait hours for a collection.
     */
    public static void unmapUnused() {
        System.gc();
    }

    /** The network's weights under its own names. */
    public StateDict network() {
        return tensors.withoutPrefix(TrainingStepModule.PREFIX);
    }
}
