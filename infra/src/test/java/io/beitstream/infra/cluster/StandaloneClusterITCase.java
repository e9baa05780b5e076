package io.beitstream.infra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.chaos.process.FlinkCluster;
import io.beitstream.infra.chaos.process.Lifeline;
import io.beitstream.infra.chaos.process.LoopbackPorts;
import io.beitstream.infra.chaos.process.Supervisor;
import io.beitstream.infra.chaos.process.WorkDirectory;
import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.demo.ShippedModels;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job manager, a task manager and {@code flink run} as processes that have nothing but Flink and
 * our {@code lib}: what images hold, without images.
 */
@Timeout(660)
class StandaloneClusterITCase {
    private static final int IMAGES = 8;
    private static final int CLIENT_HEAP = 256;

    @TempDir private Path directory;

    @Test
    void twoJobsRunOneAfterTheOtherAndNativeLibrariesLoadOnce() throws Exception {
        Path files = directory.resolve("files");
        List<Path> classPath = runtimeClassPath();
        new ClusterFiles(classPath).write(files, "io.beitstream.infra.cli.ExtractCommand");
        Path images = paint();
        Path tokenizer = ShippedModels.tokenizer(directory);
        Path encoder = ShippedModels.encoder(directory);
        WorkDirectory work = WorkDirectory.create(directory.resolve("work"));
        String cluster = clusterClassPath(files, classPath);

        try (Supervisor supervisor = new Supervisor()) {
            FlinkCluster flink =
                    FlinkCluster.start(1, 1, work, new LoopbackPorts(), supervisor, cluster, "");
            for (String out : List.of("first", "second")) {
                List<String> command =
                        List.of(
                                "run",
                                ClusterFiles.jobJar(files).toString(),
                                "--tokenizer",
                                tokenizer.toString(),
                                "--encoder",
                                encoder.toString(),
                                "--images",
                                images.toString(),
                                "--out",
                                directory.resolve(out).toString(),
                                "--precision",
                                "fp32",
                                "--parallelism",
                                "1");
                Process client = flink.client(cluster, CLIENT_HEAP, command).start(work);

                assertThat(client.waitFor(5, TimeUnit.MINUTES)).isTrue();
                assertThat(client.exitValue()).as(Files.readString(work.log("client"))).isZero();
                assertThat(directory.resolve(out).resolve("tokens")).isNotEmptyDirectory();
                assertThat(directory.resolve(out).resolve("embeddings")).isNotEmptyDirectory();
                assertThat(directory.resolve(out).resolve("dead-letters")).doesNotExist();
            }
            assertThat(flink.taskManagers().get(0).unplannedExits()).isZero();
        }
        assertThat(Files.readAllLines(work.log("task-manager-0")))
                .filteredOn(line -> line.contains("PtEngine - PyTorch graph executor"))
                .hasSize(1);
    }

    /** What the launcher has: written by the build. */
    private static List<Path> runtimeClassPath() throws IOException {
        List<Path> paths = new ArrayList<>(List.of(Path.of("target", "classes")));
        paths.addAll(ClusterFiles.paths(Files.readString(Path.of("target", "runtime.classpath"))));
        return paths;
    }

    /** Flink's own libraries and ours for its {@code lib} folder. */
    private String clusterClassPath(Path files, List<Path> classPath) throws IOException {
        Path lifeline = directory.resolve("lifeline");
        String name = Lifeline.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(lifeline.resolve(name).getParent());
        try (InputStream in = Lifeline.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, lifeline.resolve(name));
        }
        try (Stream<Path> lib = Files.list(files.resolve("lib"))) {
            Stream<Path> flink =
                    classPath.stream()
                            .filter(path -> new Library(path).place() == LibraryPlace.FLINK);
            return Stream.concat(Stream.of(lifeline), Stream.concat(lib, flink))
                    .map(path -> path.toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private Path paint() throws IOException {
        Path images = Files.createDirectories(directory.resolve("images"));
        for (SampleImages.Sample sample : SampleImages.create().subList(0, IMAGES)) {
            Files.write(images.resolve(sample.id()), sample.bytes());
        }
        return images;
    }
}
