package io.beitstream.infra.cli;

import io.beitstream.infra.data.DataLocation;
import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.StopSignals;
import io.beitstream.infra.monitoring.MonitoringServer;
import io.beitstream.infra.training.FittedTeacher;
import io.beitstream.infra.training.RunRequest;
import io.beitstream.infra.training.RunSetup;
import io.beitstream.infra.training.TrainingProgress;
import io.beitstream.jobs.device.DeviceRequest;
import io.beitstream.jobs.training.TrainingRun;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.precision.PrecisionChoice;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.recipe.RecipeKind;
import io.beitstream.model.training.run.RunDirectory;
import io.beitstream.model.training.task.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all training commands take, and how they run. */
final class TrainingMixin {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            description =
                    "a folder of images, a tar shard or a folder of shards (WebDataset layout), Parquet files with a column of images,"
                            + " or Avro image events; shards and Parquet also by URL (https://host/train-{0000..0146}.tar)"
                            + " or from a Flink file system (s3://...)")
    private DataLocation data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description =
                    "the run's directory, and in the end the model's; the same command goes on where it stopped")
    private Path out;

    @Option(
            names = "--init-from",
            paramLabel = "DIR",
            description =
                    "start with the weights of this model; its architecture is taken too (default: fresh weights)")
    private @Nullable Path initFrom;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "the recipe: tiny, base or large, or one in full, such as base-encoder-1600; base and large are the published ones (default: tiny)")
    private @Nullable String preset;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "a JSON file of settings, laid over the recipe; it may name the recipe itself, as \"extends\"")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "one setting, such as optimizer.beta2=0.98; laid over everything else")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--epochs", paramLabel = "N", description = "times to go through the data")
    private @Nullable Integer epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "images a trainer takes in a step")
    private @Nullable Integer batchSize;

    @Option(
            names = "--micro-batches",
            paramLabel = "N",
            description = "parts that a batch is computed in: more take less memory")
    private @Nullable Integer microBatches;

    @Option(
            names = "--checkpoint-activations",
            description =
                    "compute blocks again in the backward pass, which takes less memory and more time")
    private boolean checkpointActivations;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "at the end of the warm-up; not scaled by the batch")
    private @Nullable Double learningRate;

    @Option(
            names = "--skip-nonfinite",
            paramLabel = "N",
            description =
                    "steps in a row with a loss or gradient that is not finite to skip; one more stops the run (default: 0)")
    private @Nullable Integer skipNonfinite;

    @Option(names = "--seed", paramLabel = "N", description = "equal seeds give equal weights")
    private @Nullable Long seed;

    @Option(names = "--trainers", paramLabel = "N", description = "that work at once (DiLoCo)")
    private @Nullable Integer trainers;

    @Option(
            names = "--round-steps",
            paramLabel = "N",
            description = "steps between merges; also what a crash costs at most")
    private @Nullable Integer roundSteps;

    @Option(
            names = "--print-config",
            description = "print every setting that the run would have, and train nothing")
    private boolean printConfig;

    @Option(names = "--name", paramLabel = "NAME", description = "first part of the model's id")
    private @Nullable String name;

    @Mixin private RunCareMixin care;

    @Mixin private SharesMixin shares;

    @Mixin private DeviceMixin device;

    @Mixin private MonitoringMixin monitoring;

    @Option(
            names = "--decode-threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "of each trainer (default: processors over trainers)")
    private int decodeThreads;

    /** The classes that the run has, or those of the data. */
    List<String> classes(PrintWriter writer) throws Exception {
        TrainingConfig run = run();
        return run == null ? new TrainingData(data, out, writer).classes() : run.task().labels();
    }

    /**
     * The recipe, the rounds of a run that goes on, the user's file, options and single settings,
     * each laid over what stands before.
     *
     * @param option of the command itself
     * @param setting that it stands for
     * @param value null where it was not given
     */
    Recipe recipe(RecipeKind kind, String option, String setting, @Nullable Object value)
            throws IOException {
        Recipe recipe =
                Recipe.of(kind, preset, config)
                        .with(option, setting, value)
                        .with(
                                "--init-from",
                                "init_from",
                                initFrom == null ? null : initFrom.toString())
                        .with("--name", "name", name)
                        .with("--epochs", "epochs", epochs)
                        .with("--batch-size", "batch_size", batchSize)
                        .with("--micro-batches", "micro_batches", microBatches)
                        .with(
                                "--checkpoint-activations",
                                "checkpoint_activations",
                                checkpointActivations ? true : null)
                        .with("--learning-rate", "optimizer.learning_rate", learningRate)
                        .with("--skip-nonfinite", "optimizer.skip_nonfinite", skipNonfinite)
                        .with("--seed", "seed", seed)
                        .with("--trainers", "rounds.trainers", trainers)
                        .with("--round-steps", "rounds.steps", roundSteps)
                        .with(
                                "--global-batch",
                                "rounds.global_batch",
                                shares.globalBatch(batchSize))
                        .with("--precision", "precision", device.precision());
        for (Map.Entry<String, String> each : set.entrySet()) {
            recipe = recipe.withText("--set", each.getKey(), each.getValue());
        }
        TrainingConfig run = run();
        if (run == null) {
            return recipe;
        }
        int count = recipe.settings().at("/rounds/trainers").asInt();
        return recipe.over("the run in " + out, "rounds", run.roundsOf(count));
    }

    /** The settings of the run that goes on; null if it begins. */
    private @Nullable TrainingConfig run() throws IOException {
        RunDirectory run = new RunDirectory(out);
        return run.exists() ? run.description().config() : null;
    }

    /** Trains to the end, or goes on with what was begun. */
    int train(Recipe asked, PrintWriter writer) throws Exception {
        TrainingConfig recipe = asked.resolve();
        if (printConfig) {
            writer.println(ConfigJson.MAPPER.writeValueAsString(recipe));
            return 0;
        }
        boolean local =
                StreamExecutionEnvironment.getExecutionEnvironment()
                        instanceof LocalStreamEnvironment;
        monitoring.validate(local);
        DeviceRequest devices = shares.request(device.device());
        if (local) {
            // A cluster's workers know their own devices.
            devices = shares.local(devices, recipe.rounds().trainers());
        }
        Callable<Path> samples = new TrainingData(data, out, writer)::samples;
        TrainingConfig shared =
                shares.shared(recipe, run(), asked.names("micro_batches"), devices, writer);
        TrainingConfig settled =
                FittedTeacher.in(out, settled(shared, devices, local, writer), samples);
        RunRequest request = new RunRequest(settled, data.name(), care.validation(), care.keep());
        try (RunSetup setup = RunSetup.open(out, request, samples)) {
            setup.changes().forEach(writer::println);
            if (local) {
                // One for all rounds: it takes longer to start than a short round to train.
                int slots = recipe.rounds().trainers();
                // The process must not end while a step computes: libtorch would crash.
                try (EmbeddedFlink flink = EmbeddedFlink.start(slots, monitoring.configuration());
                        StopSignals signals = StopSignals.to(flink::stop);
                        MonitoringServer server = monitoring.serveJob(flink, false, writer)) {
                    execute(setup.directory(), recipe, devices, flink::environment, writer);
                }
            } else {
                execute(
                        setup.directory(),
                        recipe,
                        devices,
                        StreamExecutionEnvironment::getExecutionEnvironment,
                        writer);
            }
        }
        ModelDirectory model = ModelDirectory.open(out);
        writer.printf("%s is in %s%n", model.id(), out);
        return 0;
    }

    /**
     * The recipe with the precision that the run has, or is to have: equal runs multiply equally.
     * On a cluster a new run's workers decide, each for its device.
     */
    private TrainingConfig settled(
            TrainingConfig recipe, DeviceRequest devices, boolean local, PrintWriter writer)
            throws IOException {
        if (recipe.precision() != Precision.AUTO) {
            return recipe;
        }
        TrainingConfig run = run();
        if (run != null || !local) {
            return run == null ? recipe : recipe.with(run.precision());
        }
        PrecisionChoice choice =
                PrecisionChooser.ofThisMachine()
                        .chooseForTraining(
                                new InferenceOptions(devices.first(), recipe.precision()));
        writer.println(choice.reason());
        return recipe.with(choice.options().precision());
    }

    private void execute(
            RunDirectory directory,
            TrainingConfig recipe,
            DeviceRequest devices,
            Supplier<StreamExecutionEnvironment> environments,
            PrintWriter writer)
            throws TrainingStoppedException, IOException {
        int threads = decodeThreads;
        if (threads < 1) {
            int processors = Runtime.getRuntime().availableProcessors();
            threads = Math.max(1, processors / recipe.rounds().trainers());
        }
        TrainingProgress progress = new TrainingProgress(writer, System.console() != null, out);
        try {
            new TrainingRun(directory, devices.text(), threads, environments).execute(progress);
        } catch (Exception e) {
            progress.interrupted();
            throw new TrainingStoppedException(out, directory.lastRound(), e);
        }
    }
}
