package io.beitstream.infra.cli;

import io.beitstream.infra.chaos.Chaos;
import io.beitstream.infra.chaos.ChaosOptions;
import io.beitstream.infra.chaos.ChaosReport;
import io.beitstream.infra.chaos.ChaosResult;
import io.beitstream.infra.chaos.fault.FaultKind;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chaos}: the job on a real cluster, while everything around it breaks. */
@Command(
        name = "chaos",
        description =
                "Runs the job on brokers and a Flink cluster of their own processes, kills and breaks them on a seeded"
                        + " schedule, and checks that every image comes out exactly once.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ChaosCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "10000",
            description = "how many are published (default: ${DEFAULT-VALUE})")
    private int images;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "12",
            description = "how many strike (default: ${DEFAULT-VALUE})")
    private int faults;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "equal seeds give equal schedules (default: a new one, which is printed)")
    private @Nullable Long seed;

    @Option(
            names = "--kinds",
            paramLabel = "KIND",
            split = ",",
            description =
                    "only these: tm-kill, jm-kill, broker-kill, client-kill, tm-pause, broker-pause, broker-cut,"
                            + " broker-silence, disk-full, image-server, rescale (default: all)")
    private @Nullable List<String> kinds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "images published in a second (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "3",
            description = "Kafka brokers, 1 to 3 (default: ${DEFAULT-VALUE})")
    private int brokers;

    @Option(
            names = "--task-managers",
            paramLabel = "N",
            defaultValue = "2",
            description = "of two slots each (default: ${DEFAULT-VALUE})")
    private int taskManagers;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "DURATION",
            defaultValue = "2s",
            description = "(default: ${DEFAULT-VALUE})")
    private Duration checkpointInterval;

    @Option(
            names = "--stall",
            paramLabel = "DURATION",
            defaultValue = "2m",
            description =
                    "the run is given up when nothing has come out for so long (default: ${DEFAULT-VALUE})")
    private Duration stall;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures as JSON")
    private @Nullable Path json;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description = "an empty or new folder for data and logs (default: a temporary one)")
    private @Nullable Path workDirectory;

    @Option(names = "--keep", description = "keep that folder also when the run has passed")
    private boolean keep;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path given = workDirectory;
        Path work = given == null ? Files.createTempDirectory("beitstream-chaos") : given;
        ChaosOptions options = options(work);
        out.printf("seed %d, work directory %s%n", options.seed(), work);
        Chaos chaos =
                new Chaos(
                        options,
                        line -> {
                            out.println(line);
                            out.flush();
                        });
        ChaosResult result = chaos.run();
        ChaosReport report = new ChaosReport(result);
        report.print(out);
        if (json != null) {
            report.writeJson(json);
        }
        if (result.isGood() && !keep) {
            FileUtils.deleteDirectory(work.toFile());
        } else {
            out.printf("the logs: %s%n", work.resolve("logs"));
        }
        return result.isGood() ? 0 : 1;
    }

    private ChaosOptions options(Path work) {
        List<FaultKind> wanted =
                kinds == null
                        ? Arrays.asList(FaultKind.values())
                        : kinds.stream().map(FaultKind::of).toList();
        return new ChaosOptions(
                images,
                faults,
                seed == null ? new java.util.SplittableRandom().nextInt(1_000_000) : seed,
                wanted,
                rate,
                brokers,
                taskManagers,
                checkpointInterval,
                stall,
                work);
    }
}
