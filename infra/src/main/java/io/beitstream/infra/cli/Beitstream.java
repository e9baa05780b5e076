package io.beitstream.infra.cli;

import io.beitstream.infra.data.DataLocation;
import io.beitstream.infra.deadletters.Wildcard;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.FlinkException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The top of the command line. */
@Command(
        name = "beitstream",
        description = "Images in Kafka become visual tokens and embeddings in Kafka.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ExtractCommand.class,
            TrainTokenizerCommand.class,
            PretrainCommand.class,
            FinetuneCommand.class,
            TrainDecoderCommand.class,
            RecipeCommand.class,
            EvaluateCommand.class,
            SnapshotCommand.class,
            IndexCommand.class,
            DeadLettersCommand.class,
            RolloutCommand.class,
            ReembedCommand.class,
            TopicsCommand.class,
            InitCommand.class,
            WhitenCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            InspectCommand.class,
            TokenizeCommand.class,
            AtlasCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            ScaleCommand.class,
            ChaosCommand.class,
            ClusterFilesCommand.class
        })
public final class Beitstream implements Runnable {
    /** Commands that say when a task fails and restarts. */
    private static final Set<String> JOBS =
            Set.of(
                    "extract",
                    "reembed",
                    "train-tokenizer",
                    "pretrain",
                    "finetune",
                    "train-decoder");

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        if (arguments.length > 0 && JOBS.contains(arguments[0])) {
            // Read by log4j2.properties, before anything has been logged.
            System.setProperty("beitstream.job.log.level", "warn");
        }
        Location.loadFileSystems();
        System.exit(run(new Beitstream(), arguments));
    }

    /** Runs a command as the main class of {@code flink run}: exits only if it failed. */
    static void main(Object command, String... arguments) {
        int code = run(command, arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs a command and returns its exit code: 0 well, 1 failed, 2 asked for in the wrong way. */
    static int run(Object command, String... arguments) {
        return commandLine(command).execute(arguments);
    }

    /** The command line with our way of telling errors: one line, no stack trace. */
    static CommandLine commandLine(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, Quantities::duration)
                .registerConverter(MemorySize.class, Quantities::size)
                .registerConverter(Location.class, Location::of)
                .registerConverter(DataLocation.class, DataLocation::of)
                .registerConverter(Wildcard.class, Wildcard::new)
                .setParameterExceptionHandler(Beitstream::explainMistake)
                .setExecutionExceptionHandler(Beitstream::explainFailure)
                .setExecutionStrategy(Beitstream::run);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int explainMistake(CommandLine.ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.printf(
                "%s: %s (see '%s --help')%n",
                command.getCommandSpec().qualifiedName(),
                oneLine(e),
                command.getCommandSpec().qualifiedName());
        return CommandLine.ExitCode.USAGE;
    }

    /** Runs the command; an error of the JVM becomes a failure, of which it is told in one line. */
    private static int run(CommandLine.ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (LinkageError | VirtualMachineError e) {
            CommandLine.ParseResult last = parsed;
            while (last.hasSubcommand()) {
                last = last.subcommand();
            }
            return explainFailure(
                    new IllegalStateException(e), last.commandSpec().commandLine(), parsed);
        }
    }

    private static int explainFailure(
            Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().printf("%s: %s%n", command.getCommandSpec().qualifiedName(), oneLine(e));
        if (System.getenv("BEITSTREAM_DEBUG") != null) {
            e.printStackTrace(command.getErr());
        }
        boolean mistake =
                e instanceof IllegalArgumentException
                        || e instanceof NoSuchFileException
                        || e instanceof AccessDeniedException;
        return mistake && FatalError.within(e).isEmpty()
                ? CommandLine.ExitCode.USAGE
                : CommandLine.ExitCode.SOFTWARE;
    }

    /** Flink wraps what an operator said in several layers of its own. */
    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(Throwable e) {
        Optional<Error> fatal = FatalError.within(e);
        if (fatal.isPresent()) {
            return FatalError.explain(fatal.get());
        }
        Throwable told = e instanceof FlinkException ? root(e) : e;
        while (told.getMessage() == null && told.getCause() != null) {
            told = told.getCause();
        }
        String message = told.getMessage() == null ? told.toString() : told.getMessage();
        if (told instanceof NoSuchFileException) {
            message = "there is no file " + message;
        } else if (told instanceof AccessDeniedException) {
            message = "there is no permission to use " + message;
        }
        return message.lines().findFirst().orElse(told.toString());
    }
}
