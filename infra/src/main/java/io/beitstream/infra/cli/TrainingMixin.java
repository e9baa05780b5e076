package io.beitstream.infra.cli;

import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.StopSignals;
import io.beitstream.infra.monitoring.MonitoringServer;
import io.beitstream.infra.training.RunRequest;
import io.beitstream.infra.training.RunSetup;
import io.beitstream.infra.training.Settings;
import io.beitstream.infra.training.TrainingProgress;
import io.beitstream.jobs.training.TrainingRun;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.checkpoint.ModelPreset;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.precision.PrecisionChoice;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.run.RunDirectory;
import io.beitstream.model.task.InitialWeights;
import io.beitstream.model.task.TaskConfig;
import io.beitstream.model.task.TrainingConfig;
import io.beitstream.model.task.TrainingPresets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                    "a folder of images, a tar shard or a folder of shards (WebDataset layout), or Avro image events")
    private Path data;

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
            paramLabel = "tiny|base|large",
            defaultValue = "TINY",
            description = "the recipe; base and large are the published ones (default: tiny)")
    private ModelPreset preset = ModelPreset.TINY;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "a JSON file laid over the preset; run.json shows every setting")
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

    @Option(names = "--name", paramLabel = "NAME", description = "first part of the model's id")
    private @Nullable String name;

    @Mixin private RunCareMixin care;

    @Mixin private DeviceMixin device;

    @Mixin private MonitoringMixin monitoring;

    @Option(
            names = "--decode-threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "of each trainer (default: processors over trainers)")
    private int decodeThreads;

    ModelPreset preset() {
        return preset;
    }

    /**
     * The model whose weights the run starts with; null for fresh ones.
     *
     * @param task what is to be learned
     */
    @Nullable ModelDirectory initial(TaskConfig task) throws IOException {
        return initFrom == null ? null : InitialWeights.open(initFrom, task).model();
    }

    /** The classes that the run has, or those of the data. */
    List<String> classes() throws IOException {
        RunDirectory run = new RunDirectory(out);
        return run.exists()
                ? run.description().config().task().labels()
                : new TrainingData(data, out).classes();
    }

    /** What a command knows of its own settings, before the user's are laid over. */
    interface Derivation {
        void apply(Settings settings) throws Exception;
    }

    /**
     * The settings: preset, what follows from other models, file, flags, single settings. Wherever
     * the number of trainers comes from, the preset is the one for that number.
     */
    TrainingConfig settings(TrainingConfig recipe, Derivation derived) throws Exception {
        int count = laidOver(recipe, derived).rounds().trainers();
        return laidOver(recipe.with(TrainingPresets.rounds(preset, count)), derived);
    }

    private TrainingConfig laidOver(TrainingConfig recipe, Derivation derived) throws Exception {
        Settings settings = Settings.of(recipe);
        ModelDirectory earlier = initial(recipe.task());
        if (earlier != null) {
            settings.continueFrom(earlier);
        }
        derived.apply(settings);
        if (config != null) {
            settings.apply(config);
        }
        flag(settings, "name", name);
        flag(settings, "epochs", epochs);
        flag(settings, "batch_size", batchSize);
        flag(settings, "micro_batches", microBatches);
        flag(settings, "checkpoint_activations", checkpointActivations ? true : null);
        flag(settings, "optimizer.learning_rate", learningRate);
        flag(settings, "optimizer.skip_nonfinite", skipNonfinite);
        flag(settings, "seed", seed);
        flag(settings, "rounds.trainers", trainers);
        flag(settings, "rounds.steps", roundSteps);
        flag(settings, "precision", device.precision());
        set.forEach(settings::set);
        return settings.toConfig();
    }

    private static void flag(Settings settings, String setting, @Nullable Object value) {
        if (value != null) {
            settings.set(setting, value.toString());
        }
    }

    /** Trains to the end, or goes on with what was begun. */
    int train(TrainingConfig recipe, PrintWriter writer) throws Exception {
        boolean local =
                StreamExecutionEnvironment.getExecutionEnvironment()
                        instanceof LocalStreamEnvironment;
        monitoring.validate(local);
        if (local) {
            // A cluster's workers know their own devices.
            ModelLoader.requireDevice(new InferenceOptions(device.device(), recipe.precision()));
        }
        TrainingConfig settled = settled(recipe, local, writer);
        RunRequest request = new RunRequest(settled, data, care.validation(), care.keep());
        try (RunSetup setup = RunSetup.open(out, request, new TrainingData(data, out)::samples)) {
            setup.changes().forEach(writer::println);
            if (local) {
                // One for all rounds: it takes longer to start than a short round to train.
                int slots = recipe.rounds().trainers();
                // The process must not end while a step computes: libtorch would crash.
                try (EmbeddedFlink flink = EmbeddedFlink.start(slots, monitoring.configuration());
                        StopSignals signals = StopSignals.to(flink::stop);
                        MonitoringServer server = monitoring.serveJob(flink, false, writer)) {
                    execute(setup.directory(), recipe, flink::environment, writer);
                }
            } else {
                execute(
                        setup.directory(),
                        recipe,
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
    private TrainingConfig settled(TrainingConfig recipe, boolean local, PrintWriter writer)
            throws IOException {
        if (recipe.precision() != Precision.AUTO) {
            return recipe;
        }
        RunDirectory run = new RunDirectory(out);
        if (run.exists()) {
            return recipe.with(run.description().config().precision());
        }
        if (!local) {
            return recipe;
        }
        PrecisionChoice choice =
                PrecisionChooser.ofThisMachine()
                        .chooseForTraining(
                                new InferenceOptions(device.device(), recipe.precision()));
        writer.println(choice.reason());
        return recipe.with(choice.options().precision());
    }

    private void execute(
            RunDirectory directory,
            TrainingConfig recipe,
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
            new TrainingRun(directory, device.device(), threads, environments).execute(progress);
        } catch (Exception e) {
            progress.interrupted();
            throw new TrainingStoppedException(out, directory.lastRound(), e);
        }
    }
}
