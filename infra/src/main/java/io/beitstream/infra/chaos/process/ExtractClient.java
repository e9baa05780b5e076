package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * {@code flink run} of the project's job, as a process. The cluster has the project on its class
 * path, so the jar that goes with it is empty.
 */
final class ExtractClient implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 256;

    private final WorkDirectory work;
    private final FlinkCluster cluster;
    private final Path jar;
    private @Nullable Process process;
    private int runs;

    ExtractClient(WorkDirectory work, FlinkCluster cluster) throws IOException {
        this.work = work;
        this.cluster = cluster;
        this.jar = work.root().resolve("job.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
    }

    synchronized void run(List<String> arguments) throws IOException {
        kill();
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "run",
                                "-c",
                                "io.beitstream.infra.cli.ExtractCommand",
                                jar.toString()));
        line.addAll(arguments);
        Files.writeString(
                work.log("client"),
                "$ flink " + String.join(" ", line) + "\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        process = cluster.client(JavaCommand.ownClassPath(), HEAP_MEGABYTES, line).start(work);
        runs++;
    }

    synchronized boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** How often the command was run. */
    synchronized int runs() {
        return runs;
    }

    /** {@code kill -9}, if it lives. */
    synchronized void kill() {
        Process current = process;
        process = null;
        if (current != null) {
            current.destroyForcibly();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
