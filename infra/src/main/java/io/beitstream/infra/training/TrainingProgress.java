package io.beitstream.infra.training;

import io.beitstream.jobs.training.TrainingListener;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.run.RunDescription;
import io.beitstream.model.run.StepMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A progress bar, or lines where there is no terminal, and the page of curves. */
public final class TrainingProgress implements TrainingListener {
    private static final int BAR = 24;
    private static final int LINES = 20;
    private static final long PAGE_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintWriter out;
    private final boolean terminal;
    private final Path page;
    private int firstStep;
    private int lastLine = -1;
    private long started;
    private long pageWritten;

    /**
     * @param terminal whether a line may be drawn over
     * @param page where the curves go
     */
    public TrainingProgress(PrintWriter out, boolean terminal, Path page) {
        this.out = out;
        this.terminal = terminal;
        this.page = page;
    }

    @Override
    public void started(RunDescription run, int step) {
        firstStep = step;
        started = System.nanoTime();
        pageWritten = started;
        int trainers = run.config().rounds().trainers();
        String state =
                step == 0
                        ? "training"
                        : step == run.steps() ? "finished already" : "going on after step " + step;
        out.printf(
                Locale.ROOT,
                "%s: %,d images, %d epochs of %d steps of %d images%s%n",
                state,
                run.samples(),
                run.config().epochs(),
                run.plan().stepsPerEpoch(),
                run.config().batchSize() * trainers,
                trainers == 1 ? "" : ", " + trainers + " trainers");
        out.printf("curves: %s%n", page);
        out.flush();
    }

    @Override
    public void progressed(RunDescription run, List<StepMetrics> steps) {
        if (steps.isEmpty() || steps.get(steps.size() - 1).step() <= firstStep) {
            return;
        }
        StepMetrics last = steps.get(steps.size() - 1);
        int share = (int) ((long) last.step() * LINES / run.steps());
        if (terminal) {
            out.print("\r" + line(run, last) + "\033[K");
        } else if (share > lastLine) {
            out.println(line(run, last));
        }
        lastLine = share;
        out.flush();
        if (System.nanoTime() - pageWritten > PAGE_NANOS) {
            write(run, steps, true);
        }
    }

    private String line(RunDescription run, StepMetrics last) {
        double seconds = (System.nanoTime() - started) / 1e9;
        double rate = (last.step() - firstStep) / seconds;
        int images = run.config().batchSize() * run.config().rounds().trainers();
        int filled = (int) ((long) BAR * last.step() / run.steps());
        return String.format(
                Locale.ROOT,
                "[%s] step %d of %d, %.0f images/s, %s left, %s",
                "#".repeat(filled) + ".".repeat(BAR - filled),
                last.step(),
                run.steps(),
                rate * images,
                duration((run.steps() - last.step()) / rate),
                values(last));
    }

    private static String values(StepMetrics step) {
        StringBuilder text = new StringBuilder();
        append(text, step, TrainingMetric.LOSS, "loss %.3f", 1);
        append(text, step, TrainingMetric.ACCURACY, ", accuracy %.1f %%", 100);
        append(text, step, TrainingMetric.ACCURACY_MIM, ", accuracy %.1f %%", 100);
        append(text, step, TrainingMetric.ACCURACY_CLS, " and %.1f %% ([CLS])", 100);
        append(text, step, TrainingMetric.CODEBOOK_USAGE, ", codes used %.1f %%", 100);
        append(text, step, TrainingMetric.PERPLEXITY, ", perplexity %.0f", 1);
        return text.toString();
    }

    private static void append(
            StringBuilder text, StepMetrics step, TrainingMetric metric, String form, double unit) {
        Double value = step.values().get(metric);
        if (value != null) {
            text.append(String.format(Locale.ROOT, form, value * unit));
        }
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60)
                : "%d min %02d s".formatted(whole / 60, whole % 60);
    }

    @Override
    public void finished(RunDescription run, List<StepMetrics> steps) {
        if (terminal) {
            out.println();
        }
        write(run, steps, false);
    }

    /** Ends the line of an unfinished bar, so that an error stands on its own. */
    public void interrupted() {
        if (terminal && lastLine >= 0) {
            out.println();
        }
    }

    private void write(RunDescription run, List<StepMetrics> steps, boolean running) {
        try {
            CurvesPage.write(page, run, steps, running);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pageWritten = System.nanoTime();
    }
}
