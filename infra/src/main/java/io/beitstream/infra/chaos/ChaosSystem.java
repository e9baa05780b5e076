package io.beitstream.infra.chaos;

import io.beitstream.infra.chaos.fault.CheckpointVolume;
import io.beitstream.infra.chaos.process.ExtractArguments;
import io.beitstream.infra.chaos.process.FlinkCluster;
import io.beitstream.infra.chaos.process.JobKeeper;
import io.beitstream.infra.chaos.process.KafkaCluster;
import io.beitstream.infra.chaos.process.LoopbackPorts;
import io.beitstream.infra.chaos.process.Supervised;
import io.beitstream.infra.chaos.process.Supervisor;
import io.beitstream.infra.chaos.process.WorkDirectory;
import io.beitstream.infra.demo.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** Brokers, cluster and job, all up. */
final class ChaosSystem implements AutoCloseable {
    static final Topics TOPICS = Topics.DEFAULT;
    static final int PARTITIONS = 4;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Supervisor supervisor;
    final CheckpointVolume checkpoints;
    final KafkaCluster kafka;
    final FlinkCluster flink;
    final JobKeeper job;

    /** Starts everything; the job may not run yet when this returns. */
    ChaosSystem(ChaosOptions options, WorkDirectory work) throws Exception {
        try {
            checkpoints = own(CheckpointVolume.open(work.folder("checkpoints")));
            supervisor = own(new Supervisor());
            LoopbackPorts ports = new LoopbackPorts();
            kafka = own(KafkaCluster.start(options.brokers(), work, ports, supervisor));
            ChaosModels.write(work.folder("models"));
            flink =
                    FlinkCluster.start(
                            options.taskManagers(), ChaosOptions.SLOTS, work, ports, supervisor);
            kafka.createTopics(
                    PARTITIONS,
                    TOPICS.images(),
                    TOPICS.tokens(),
                    TOPICS.embeddings(),
                    TOPICS.deadLetters());
            ExtractArguments arguments =
                    new ExtractArguments(
                            kafka.bootstrapServers(),
                            TOPICS,
                            work.folder("models"),
                            checkpoints.folder(),
                            options.checkpointInterval());
            job = own(new JobKeeper(flink, arguments, work, options.parallelisms().get(0)));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** Processes that ended without having been killed. */
    Map<String, Integer> unplannedExits() {
        Map<String, Integer> exits = new TreeMap<>();
        for (Supervised process : supervisor.processes()) {
            if (process.unplannedExits() > 0) {
                exits.put(process.name(), process.unplannedExits());
            }
        }
        return exits;
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
