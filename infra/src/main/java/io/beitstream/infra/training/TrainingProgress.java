package io.beitstream.infra.training;

import io.beitstream.jobs.training.TrainingListener;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.training.run.MetricsReader;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.StepMetrics;
import io.beitstream.model.training.run.Validations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar, or lines where there is no terminal, lines for what is worth one, the page of
 * curves and TensorBoard's events.
 */
public final class TrainingProgress implements TrainingListener {
    private static final int BAR = 24;
    private static final int LINES = 20;
    private static final long PAGE_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintWriter out;
    private final boolean terminal;
    private final Path directory;
    private final EventFile events;
    private final Set<Integer> skipped = new HashSet<>();
    private Validations validations = new Validations(0);
    private @Nullable StepMetrics validated;
    private int firstStep;
    private int lastLine = -1;
    private long started;
    private long pageWritten;

    /**
     * @param terminal whether a line may be drawn over
     * @param directory of the run, where curves and events go
     */
    public TrainingProgress(PrintWriter out, boolean terminal, Path directory) {
        this.out = out;
        this.terminal = terminal;
        this.directory = directory;
        this.events = new EventFile(directory.resolve(EventFile.NAME), Clock.systemUTC());
    }

    @Override
    public void started(RunDescription run, int step) {
        firstStep = step;
        started = System.nanoTime();
        pageWritten = started;
        resume(run);
        boolean over = step == run.steps() || validations.exhaust(run.validation().patience());
        int trainers = run.config().rounds().trainers();
        String state =
                step == 0 ? "training" : over ? "finished already" : "going on after step " + step;
        out.printf(
                Locale.ROOT,
                "%s: %,d images, %d epochs of %d steps of %d images%s%n",
                state,
                run.samples(),
                run.config().epochs(),
                run.plan().stepsPerEpoch(),
                run.config().batchSize() * trainers,
                trainers == 1 ? "" : ", " + trainers + " trainers");
        out.printf("curves: %s%n", page());
        out.flush();
    }

    private void resume(RunDescription run) {
        validations = run.validations();
        try {
            Path metrics = directory.resolve("metrics.jsonl");
            MetricsReader.read(metrics, 0, this::know);
            events.resume(steps -> MetricsReader.read(metrics, 0, steps));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path page() {
        return directory.resolve("curves.html");
    }

    private void know(StepMetrics step) {
        validations.add(step);
        if (step.values().containsKey(TrainingMetric.VALIDATION_LOSS)) {
            validated = step;
        }
    }

    @Override
    public void published(RunDescription run, List<StepMetrics> steps) {
        steps.forEach(this::know);
        saySkipped(steps);
        StepMetrics last = steps.get(steps.size() - 1);
        if (validated == last) {
            say(
                    "validation after step %d: %s%s"
                            .formatted(last.step(), found(last), standing(last)));
        }
        try {
            events.append(steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String found(StepMetrics step) {
        StringBuilder text = new StringBuilder();
        append(text, step, TrainingMetric.VALIDATION_LOSS, "loss %.4f", 1);
        append(text, step, TrainingMetric.VALIDATION_ACCURACY, ", accuracy %.1f %%", 100);
        append(text, step, TrainingMetric.KNN_ACCURACY, ", by neighbours %.1f %%", 100);
        return text.toString();
    }

    private String standing(StepMetrics step) {
        return validations.bestStep() == step.step()
                ? ", the best so far"
                : String.format(
                        Locale.ROOT,
                        "; the best was %.4f after step %d",
                        validations.bestLoss(),
                        validations.bestStep());
    }

    /** Says of each skipped step once that it was. */
    private void saySkipped(List<StepMetrics> steps) {
        for (StepMetrics step : steps) {
            double inARow = step.values().getOrDefault(TrainingMetric.SKIPPED_STEPS, 0.0);
            if (inARow > 0 && step.step() > firstStep && skipped.add(step.step())) {
                say(
                        "step %d is skipped: its loss or gradient is not finite"
                                .formatted(step.step()));
            }
        }
    }

    /** A line of its own, also where there is a bar. */
    private void say(String line) {
        out.println((terminal ? "\r\033[K" : "") + line);
        out.flush();
    }

    @Override
    public void progressed(RunDescription run, List<StepMetrics> steps) {
        if (steps.isEmpty() || steps.get(steps.size() - 1).step() <= firstStep) {
            return;
        }
        saySkipped(steps);
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
                values(last) + (validated == null ? "" : ", validation " + found(validated)));
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
        int last = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).step();
        if (last < run.steps()) {
            say(
                    "ended early after step %d of %d: %d validations in a row were not better than that after step %d"
                            .formatted(
                                    last,
                                    run.steps(),
                                    run.validation().patience(),
                                    validations.bestStep()));
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
            CurvesPage.write(page(), run, steps, validations, running);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pageWritten = System.nanoTime();
    }
}
