package io.beitstream.jobs.training;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.SampleMaker;
import io.beitstream.model.training.data.SampleOrder;
import io.beitstream.model.training.run.MetricsFile;
import io.beitstream.model.training.run.MetricsReader;
import io.beitstream.model.training.run.RoundPublisher;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.RunDirectory;
import io.beitstream.model.training.run.StepMetrics;
import io.beitstream.model.training.run.TrainedModel;
import io.beitstream.model.training.run.Validations;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.task.TrainingStart;
import io.beitstream.model.training.task.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The client of a training run: round after round, each a job of its own, until all steps are
 * taken. It holds no state that is not in the run's directory: killed at any moment, it goes on
 * from the last published round.
 */
public final class TrainingRun {
    private static final Duration POLL = Duration.ofMillis(500);

    private final RunDirectory directory;
    private final String devices;
    private final int decodeThreads;
    private final Supplier<StreamExecutionEnvironment> environments;
    private final Duration poll;

    /**
     * @param directory a run that has been set up
     * @param devices of each trainer: all, a number of GPUs, or a list
     * @param decodeThreads of each trainer
     * @param environments makes a fresh environment for each job
     */
    public TrainingRun(
            RunDirectory directory,
            String devices,
            int decodeThreads,
            Supplier<StreamExecutionEnvironment> environments) {
        this(directory, devices, decodeThreads, environments, POLL);
    }

    TrainingRun(
            RunDirectory directory,
            String devices,
            int decodeThreads,
            Supplier<StreamExecutionEnvironment> environments,
            Duration poll) {
        this.poll = poll;
        this.directory = directory;
        this.devices = devices;
        this.decodeThreads = decodeThreads;
        this.environments = environments;
    }

    /**
     * Trains to the end, or until validations have found nothing better for long enough.
     *
     * @throws ExecutionException if a round fails for good; the last published round stays
     */
    public void execute(TrainingListener listener)
            throws IOException, InterruptedException, ExecutionException {
        RunDescription run = directory.description();
        directory.removePartialRounds();
        if (directory.lastRound() < 0) {
            start(run);
        }
        int round = directory.lastRound();
        MetricsFile metrics = new MetricsFile(directory.path().resolve("metrics.jsonl"));
        metrics.resume(run.stepsAfter(round), directory.round(round).metrics());
        Validations validations = run.validations();
        MetricsReader.read(metrics.path(), 0, validations::add);
        listener.started(run, run.stepsAfter(round));
        while (round < run.rounds() && !validations.exhaust(run.validation().patience())) {
            round++;
            executeRound(run, round, metrics, listener);
            metrics.append(directory.round(round).metrics());
            List<StepMetrics> steps = StepMetrics.read(directory.round(round).metrics());
            steps.forEach(validations::add);
            listener.published(run, steps);
            tidy(run, validations);
        }
        int best = tidy(run, validations);
        int result = run.validation().best() && best > 0 ? best : round;
        TrainedModel.write(
                directory.path(), run, TrainingState.read(directory.round(result).state()));
        listener.finished(run, metrics.steps());
    }

    /** Links the best round, and removes those that need not stay; gives the best, or 0. */
    private int tidy(RunDescription run, Validations validations) throws IOException {
        int best = run.roundOf(Math.max(0, validations.bestStep()));
        boolean there = best > 0 && Files.isDirectory(directory.round(best).path());
        if (there) {
            directory.linkBest(best);
        }
        directory.keep(run.keep(), best);
        return there ? best : 0;
    }

    private void start(RunDescription run) throws IOException {
        TrainingConfig config = run.config();
        int needed = Math.min(TrainingStart.samples(config), run.samples());
        try (ImageDataset dataset = directory.dataset()) {
            SampleOrder order = new SampleOrder(config.seed(), run.samples());
            SampleMaker maker = config.sampleMaker(dataset);
            Stream<TrainingSample> samples =
                    IntStream.range(0, needed).mapToObj(place -> sample(maker, order, place));
            // On the CPU: the client of a cluster has no GPU, and this is done once.
            RoundPublisher.publishStart(
                    directory, TrainingStart.create(config, samples::iterator, "cpu"));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static TrainingSample sample(SampleMaker maker, SampleOrder order, int place) {
        try {
            return maker.make(0, order.index(0, place), (location, error) -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void executeRound(
            RunDescription run, int round, MetricsFile metrics, TrainingListener listener)
            throws IOException, InterruptedException, ExecutionException {
        int trainers = run.config().rounds().trainers();
        StreamExecutionEnvironment env = environments.get();
        TrainingRound description =
                new TrainingRound(
                        directory.path().toAbsolutePath().toString(),
                        round,
                        trainers,
                        devices,
                        decodeThreads);
        TrainingRoundJob.define(env, description);
        JobClient job = submit(env, "Beitstream training, round " + round);
        boolean running = true;
        while (running) {
            try {
                job.getJobExecutionResult().get(poll.toMillis(), TimeUnit.MILLISECONDS);
                running = false;
            } catch (TimeoutException e) {
                Path trainer = directory.partialRound(round).trainerMetrics(0);
                listener.progressed(run, metrics.stepsWith(trainer));
            }
        }
        if (directory.lastRound() != round) {
            throw new IllegalStateException("round " + round + " ended without being published");
        }
    }

    private static JobClient submit(StreamExecutionEnvironment env, String name)
            throws ExecutionException {
        try {
            return env.executeAsync(name);
        } catch (Exception e) {
            throw new ExecutionException("the round cannot be submitted: " + e.getMessage(), e);
        }
    }
}
