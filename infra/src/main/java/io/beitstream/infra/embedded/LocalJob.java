package io.beitstream.infra.embedded;

import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job on a cluster in this JVM; SIGTERM and Ctrl-C stop it with a savepoint. */
public final class LocalJob {
    private LocalJob() {}

    /** How a run ended. */
    public enum End {
        /** All input is through. */
        FINISHED,
        /** A signal stopped it; its savepoint is complete. */
        STOPPED
    }

    /**
     * Runs the graph that was built in {@code env}, to its end or to a signal.
     *
     * @param savepoints where a savepoint goes
     * @param out says what happens on a signal
     * @throws Exception why the job failed
     */
    public static End run(
            StreamExecutionEnvironment env, String name, String savepoints, PrintWriter out)
            throws Exception {
        JobClient job = env.executeAsync(name);
        CompletableFuture<String> stopped = new CompletableFuture<>();
        AtomicBoolean asked = new AtomicBoolean();
        Runnable stop =
                () -> {
                    asked.set(true);
                    say(
                            out,
                            "stopping: what has been read is finished first (again to end at once)");
                    job.stopWithSavepoint(false, savepoints, SavepointFormatType.CANONICAL)
                            .whenComplete(
                                    (path, error) -> {
                                        if (error == null) {
                                            stopped.complete(path);
                                        } else {
                                            say(out, "no savepoint: " + error.getMessage());
                                            stopped.completeExceptionally(error);
                                            job.cancel();
                                        }
                                    });
                };
        try (StopSignals signals = StopSignals.to(stop)) {
            job.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        if (!asked.get()) {
            return End.FINISHED;
        }
        try {
            say(out, "stopped with the savepoint " + stopped.get(1, TimeUnit.MINUTES));
            return End.STOPPED;
        } catch (ExecutionException | TimeoutException e) {
            return End.FINISHED; // the signal came when all was through already
        }
    }

    private static void say(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
