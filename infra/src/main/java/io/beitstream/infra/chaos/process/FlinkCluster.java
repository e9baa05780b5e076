package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A standalone Flink cluster: one job manager, without high availability, and task managers, each a
 * process.
 *
 * @param configuration the folder with {@code config.yaml}
 */
public record FlinkCluster(
        Supervised jobManager, List<Supervised> taskManagers, FlinkRest rest, Path configuration) {
    private static final int JOB_MANAGER_HEAP = 512;
    private static final int TASK_MANAGER_HEAP = 512;

    /** Starts a cluster that has all of the project on its class path. */
    public static FlinkCluster start(
            int taskManagers,
            int slots,
            WorkDirectory work,
            LoopbackPorts ports,
            Supervisor supervisor)
            throws IOException {
        return start(taskManagers, slots, work, ports, supervisor, JavaCommand.ownClassPath(), "");
    }

    /**
     * Starts the processes; they may not know each other yet when this returns.
     *
     * @param settings lines of {@code config.yaml} besides the usual ones
     */
    public static FlinkCluster start(
            int taskManagers,
            int slots,
            WorkDirectory work,
            LoopbackPorts ports,
            Supervisor supervisor,
            String classPath,
            String settings)
            throws IOException {
        int restPort = ports.take();
        Path configuration = work.folder("flink");
        Files.writeString(
                configuration.resolve("config.yaml"),
                yaml(slots, restPort, ports.take(), ports.take(), work.temporary()) + settings);
        Supervised jobManager =
                supervisor.add(
                        process(
                                "job-manager",
                                JOB_MANAGER_HEAP,
                                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                                configuration,
                                classPath,
                                work));
        List<Supervised> workers = new ArrayList<>();
        for (int i = 0; i < taskManagers; i++) {
            workers.add(
                    supervisor.add(
                            process(
                                    "task-manager-" + i,
                                    TASK_MANAGER_HEAP,
                                    "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                                    configuration,
                                    classPath,
                                    work)));
        }
        return new FlinkCluster(
                jobManager, List.copyOf(workers), new FlinkRest(restPort), configuration);
    }

    /** The program {@code flink}, to be started. */
    public JavaCommand client(String classPath, int heap, List<String> arguments) {
        return new JavaCommand(
                "client",
                classPath,
                heap,
                List.of(),
                "org.apache.flink.client.cli.CliFrontend",
                arguments,
                Map.of("FLINK_CONF_DIR", configuration.toString()));
    }

    private static Supervised process(
            String name,
            int heap,
            String mainClass,
            Path configuration,
            String classPath,
            WorkDirectory work) {
        return new Supervised(
                new JavaCommand(
                        name,
                        classPath,
                        heap,
                        List.of("-Dai.djl.pytorch.num_threads=1", "-XX:MaxDirectMemorySize=256m"),
                        mainClass,
                        List.of("--configDir", configuration.toString()),
                        Map.of(
                                "FLINK_CONF_DIR",
                                configuration.toString(),
                                "OMP_NUM_THREADS",
                                "1",
                                "MALLOC_ARENA_MAX",
                                "4")),
                work);
    }

    private static String yaml(int slots, int rest, int rpc, int blobs, Path temporary) {
        return """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %3$d
        jobmanager.bind-host: 127.0.0.1
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %2$d
        rest.bind-port: '%2$d'
        blob.server.port: '%4$d'
        web.submit.enable: false
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        taskmanager.numberOfTaskSlots: %1$d
        taskmanager.cpu.cores: 1.0
        taskmanager.memory.framework.heap.size: 64m
        taskmanager.memory.task.heap.size: 384m
        taskmanager.memory.framework.off-heap.size: 64m
        taskmanager.memory.task.off-heap.size: 64m
        taskmanager.memory.managed.size: 8m
        taskmanager.memory.network.min: 64m
        taskmanager.memory.network.max: 64m
        taskmanager.memory.jvm-metaspace.size: 160m
        taskmanager.memory.jvm-overhead.min: 64m
        taskmanager.memory.jvm-overhead.max: 64m
        taskmanager.registration.timeout: 10 min
        taskmanager.load-balance.mode: SLOTS
        io.tmp.dirs: %5$s
        heartbeat.interval: 1000
        heartbeat.timeout: 6000
        restart-strategy.type: exponential-delay
        restart-strategy.exponential-delay.initial-backoff: 500 ms
        restart-strategy.exponential-delay.max-backoff: 3 s
        classloader.check-leaked-classloader: false
        """
                .formatted(slots, rest, rpc, blobs, temporary);
    }
}
