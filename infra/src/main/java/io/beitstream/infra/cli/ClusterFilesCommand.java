package io.beitstream.infra.cli;

import io.beitstream.infra.cluster.ClusterFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cluster-files}: what a Flink cluster is given. */
@Command(
        name = "cluster-files",
        description = {
            "Writes what a Flink cluster needs: lib/ for its own lib folder, and beitstream-job.jar for flink run.",
            "Images are built from the same folder."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterFilesCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "a new or empty folder")
    private Path out;

    @Override
    public Integer call() throws IOException {
        ClusterFiles.ofThisProcess().write(out, ExtractCommand.class.getName());
        PrintWriter writer = spec.commandLine().getOut();
        writer.printf("%s is for the lib folder of Flink on every machine%n", out.resolve("lib"));
        Path jar = ClusterFiles.jobJar(out);
        writer.printf(
                "%s is for flink run (%s)%n",
                jar, FileUtils.byteCountToDisplaySize(FileUtils.sizeOf(jar.toFile())));
        return 0;
    }
}
