package io.beitstream.infra.chaos.fault;

import io.beitstream.infra.chaos.process.FlinkCluster;
import io.beitstream.infra.chaos.process.JobKeeper;
import io.beitstream.infra.chaos.process.KafkaCluster;
import io.beitstream.infra.chaos.process.KafkaNode;
import io.beitstream.infra.chaos.process.LoopbackProxy;
import io.beitstream.infra.chaos.stream.ImageServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Carries out faults; what has a length ends by itself. */
public final class FaultInjector implements AutoCloseable {
    private final KafkaCluster kafka;
    private final FlinkCluster flink;
    private final JobKeeper job;
    private final ImageServer images;
    private final CheckpointVolume checkpoints;
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "ends of faults");
                        thread.setDaemon(true);
                        return thread;
                    });

    public FaultInjector(
            KafkaCluster kafka,
            FlinkCluster flink,
            JobKeeper job,
            ImageServer images,
            CheckpointVolume checkpoints) {
        this.kafka = kafka;
        this.flink = flink;
        this.job = job;
        this.images = images;
        this.checkpoints = checkpoints;
    }

    /** Breaks it now; returns at once. */
    public void strike(Fault fault) throws IOException {
        switch (fault.kind()) {
            case TASK_MANAGER_KILL -> flink.taskManagers().get(fault.target()).kill(fault.length());
            case TASK_MANAGER_PAUSE ->
                    flink.taskManagers().get(fault.target()).pause(fault.length());
            case JOB_MANAGER_KILL -> job.killJobManager(fault.length());
            case CLIENT_KILL -> job.killClient();
            case BROKER_KILL -> broker(fault).process().kill(fault.length());
            case BROKER_PAUSE -> broker(fault).process().pause(fault.length());
            case BROKER_CUT -> {
                broker(fault).wires().forEach(LoopbackProxy::cut);
                after(fault, () -> broker(fault).wires().forEach(LoopbackProxy::heal));
            }
            case BROKER_SILENCE -> {
                broker(fault).wires().forEach(LoopbackProxy::silence);
                after(fault, () -> broker(fault).wires().forEach(LoopbackProxy::heal));
            }
            case DISK_FULL -> {
                checkpoints.fill();
                after(fault, this::emptyCheckpoints);
            }
            case IMAGE_SERVER -> {
                images.worsen(true);
                after(fault, () -> images.worsen(false));
            }
            case RESCALE -> job.rescale(fault.target());
        }
    }

    private KafkaNode broker(Fault fault) {
        return kafka.nodes().get(fault.target());
    }

    private void emptyCheckpoints() {
        try {
            checkpoints.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void after(Fault fault, Runnable end) {
        later.schedule(end, fault.length().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
