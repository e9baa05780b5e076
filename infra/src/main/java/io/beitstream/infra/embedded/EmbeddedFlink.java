package io.beitstream.infra.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A Flink cluster in this JVM, with its web page on a free port, and all its files in a temporary
 * directory that goes away with it or, at the latest, with the JVM.
 */
public final class EmbeddedFlink implements AutoCloseable {
    /**
     * How long a machine may sleep with a job. What stops one end of a heartbeat within a JVM stops
     * the other, so a late one says nothing.
     */
    private static final Duration ASLEEP = Duration.ofDays(7);

    /**
     * How long the end of a source waits for the threads that fetched for it. One that has read a
     * file may wait for a word that Flink dropped (FLINK-40660), and with many files one does: all
     * of Flink's half minute would pass, with every record written.
     */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final TemporaryDirectory files;
    private final MiniCluster cluster;
    private volatile boolean stopped;

    private EmbeddedFlink(TemporaryDirectory files, MiniCluster cluster) {
        this.files = files;
        this.cluster = cluster;
    }

    /**
     * Starts a cluster of one task manager.
     *
     * @throws IllegalStateException if it does not come up
     */
    public static EmbeddedFlink start(int slots, Configuration extra) {
        TemporaryDirectory files = new TemporaryDirectory("beitstream-flink");
        Runtime.getRuntime().addShutdownHook(new Thread(files::close));
        Configuration configuration = new Configuration(extra);
        configuration.set(CoreOptions.TMP_DIRS, files.path().toString());
        closeToOthers(configuration);
        configuration.set(WebOptions.TMP_DIR, files.path().toString());
        if (!configuration.contains(CheckpointingOptions.CHECKPOINTS_DIRECTORY)) {
            configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            configuration.set(
                    CheckpointingOptions.CHECKPOINTS_DIRECTORY, files.path().toUri().toString());
        }
        if (!configuration.contains(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)) {
            configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, ASLEEP);
        }
        if (!configuration.contains(SourceReaderOptions.SOURCE_READER_CLOSE_TIMEOUT)) {
            configuration.set(SourceReaderOptions.SOURCE_READER_CLOSE_TIMEOUT, CLOSING.toMillis());
        }
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(slots)
                                .build());
        try {
            cluster.start();
        } catch (Exception e) {
            files.close();
            throw new IllegalStateException("the embedded Flink cluster does not start: " + e, e);
        }
        return new EmbeddedFlink(files, cluster);
    }

    /** Only this machine connects, and nobody brings programs of his own or ends a job. */
    private static void closeToOthers(Configuration configuration) {
        String here = "127.0.0.1";
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, here);
        configuration.set(RestOptions.ADDRESS, here);
        configuration.set(JobManagerOptions.BIND_HOST, here);
        configuration.set(JobManagerOptions.ADDRESS, here);
        configuration.set(TaskManagerOptions.BIND_HOST, here);
        configuration.set(TaskManagerOptions.HOST, here);
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.CANCEL_ENABLE, false);
    }

    /** The web page. */
    public URI webUi() {
        return cluster.getRestAddress().join();
    }

    /** The cluster itself, for what only tests do to it. */
    public MiniCluster cluster() {
        return cluster;
    }

    /** A fresh environment whose jobs run on this cluster. */
    public StreamExecutionEnvironment environment() {
        if (stopped) {
            throw new IllegalStateException("stopped by a signal");
        }
        return new StreamExecutionEnvironment(
                new EmbeddedExecutor(cluster),
                EmbeddedExecutor.configuration(),
                EmbeddedFlink.class.getClassLoader());
    }

    /** Submits the graph that was built in {@code env}. */
    public JobID submit(StreamExecutionEnvironment env, String name) {
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(name);
        return cluster.submitJob(graph).join().getJobID();
    }

    /** Whether every task of the job runs. */
    public boolean isRunning(JobID job) {
        try {
            var graph = cluster.getExecutionGraph(job).join();
            for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
                if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                    return false;
                }
            }
            return graph.getState() == JobStatus.RUNNING;
        } catch (RuntimeException e) {
            return false; // not initialised yet
        }
    }

    /** Whether there is a job all of whose tasks run. */
    public boolean isAnyRunning() {
        return cluster.isRunning()
                && cluster.listJobs().join().stream().anyMatch(job -> isRunning(job.getJobId()));
    }

    public JobStatus status(JobID job) {
        return cluster.getJobStatus(job).join();
    }

    /** Waits for the end of a job. */
    public JobResult await(JobID job, Duration limit) throws InterruptedException {
        try {
            return cluster.requestJobResult(job).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the job did not end: " + e, e);
        }
    }

    /** Cancels a job and waits until it is gone. */
    public void cancel(JobID job) throws InterruptedException {
        cluster.cancelJob(job).join();
        await(job, Duration.ofMinutes(1));
    }

    /** Cancels all jobs, and takes no more: {@link #environment} fails from now on. */
    public void stop() {
        stopped = true;
        for (var job : cluster.listJobs().join()) {
            if (!job.getJobState().isGloballyTerminalState()) {
                cluster.cancelJob(job.getJobId()).join();
            }
        }
    }

    @Override
    public void close() {
        cluster.closeAsync().join();
        files.close();
    }
}
