package io.beitstream.model.training.run;

import io.beitstream.model.file.Publication;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The metrics of all published rounds of a run, one JSON line a step, each step once. In memory is
 * no more of them than curves show.
 */
public final class MetricsFile {
    private final Path file;
    private ThinnedSteps published = new ThinnedSteps();
    private int last;
    private ThinnedSteps underWay = new ThinnedSteps();
    private int lastUnderWay;
    private long read;

    public MetricsFile(Path file) {
        this.file = file;
    }

    public Path path() {
        return file;
    }

    /** The steps in the file, thinned: many of them are one mean; the last is itself. */
    public List<StepMetrics> steps() {
        return published.points();
    }

    /**
     * The steps in the file and those of the round under way, thinned alike. Each call reads what
     * is new.
     *
     * @param trainer what a trainer of the round reports
     */
    public List<StepMetrics> stepsWith(Path trainer) throws IOException {
        if (!readOn(trainer)) {
            forgetUnderWay(); // the round begins again, and so does its file
            readOn(trainer);
        }
        return underWay.points();
    }

    /** Reads what has been added; false if it does not follow what was read before. */
    private boolean readOn(Path trainer) throws IOException {
        if (!MetricsReader.isLineStart(trainer, read)) {
            return false;
        }
        boolean[] follows = {true};
        read =
                MetricsReader.read(
                        trainer,
                        read,
                        step -> {
                            follows[0] &= step.step() == lastUnderWay + 1;
                            if (follows[0]) {
                                underWay.add(step);
                                lastUnderWay = step.step();
                            }
                        });
        return follows[0];
    }

    private void forgetUnderWay() {
        underWay = new ThinnedSteps(published);
        lastUnderWay = last;
        read = 0;
    }

    /**
     * Brings the file in line with the last published round: forgets the steps after it, which will
     * be taken again, and adds its own if the client was killed before it did.
     *
     * @param step the last of the round
     */
    public void resume(int step, Path round) throws IOException {
        published = new ThinnedSteps();
        last = 0;
        Publication.write(
                file,
                channel -> {
                    Writer lines = Channels.newWriter(channel, StandardCharsets.UTF_8);
                    MetricsReader.read(file, 0, known -> add(known, step, lines));
                    lines.flush();
                });
        forgetUnderWay();
        if (last < step) {
            append(round);
        }
    }

    /** Adds the steps of a published round. */
    public void append(Path round) throws IOException {
        try (Writer lines = Files.newBufferedWriter(file, StandardOpenOption.APPEND)) {
            MetricsReader.read(round, 0, step -> add(step, Integer.MAX_VALUE, lines));
        }
        forgetUnderWay();
    }

    private void add(StepMetrics step, int most, Writer lines) throws IOException {
        if (step.step() > last && step.step() <= most) {
            lines.write(step.toJson() + "\n");
            published.add(step);
            last = step.step();
        }
    }
}
