package io.beitstream.model.run;

import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The metrics of all published rounds of a run, one JSON line a step, each step once. */
public final class MetricsFile {
    private final Path file;
    private final List<StepMetrics> steps = new ArrayList<>();

    public MetricsFile(Path file) {
        this.file = file;
    }

    /** The steps in the file. */
    public List<StepMetrics> steps() {
        return steps;
    }

    /**
     * Brings the file in line with the last published round: forgets the steps after it, which will
     * be taken again, and adds its own if the client was killed before it did.
     *
     * @param step the last of the round
     */
    public void resume(int step, Path round) throws IOException {
        steps.clear();
        StringBuilder lines = new StringBuilder();
        for (StepMetrics known : StepMetrics.read(file)) {
            if (known.step() <= step) {
                steps.add(known);
                lines.append(known.toJson()).append('\n');
            }
        }
        Publication.writeText(file, lines);
        int last = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).step();
        if (last < step) {
            append(round);
        }
    }

    /** Adds the steps of a published round. */
    public void append(Path round) throws IOException {
        Files.writeString(file, Files.readString(round), StandardOpenOption.APPEND);
        steps.addAll(StepMetrics.read(round));
    }
}
