package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Does what an operator would: runs the command when no job runs and no command is under way, and
 * stops the job with a savepoint when it is to run with another parallelism. Thread-safe.
 */
public final class JobKeeper implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    private final FlinkCluster cluster;
    private final ExtractArguments arguments;
    private final ExtractClient client;
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "job keeper");
                        thread.setDaemon(true);
                        return thread;
                    });
    private int parallelism;
    private volatile int wanted;
    private volatile boolean isKeeping = true;
    private volatile int mostJobsAtOnce;

    public JobKeeper(
            FlinkCluster cluster, ExtractArguments arguments, WorkDirectory work, int parallelism)
            throws IOException {
        this.cluster = cluster;
        this.arguments = arguments;
        this.client = new ExtractClient(work, cluster);
        this.parallelism = parallelism;
        this.wanted = parallelism;
        rounds.scheduleWithFixedDelay(this::tend, 0, 200, TimeUnit.MILLISECONDS);
    }

    private void tend() {
        try {
            List<FlinkRest.Job> active =
                    cluster.rest().jobs().stream().filter(job -> !job.isOver()).toList();
            mostJobsAtOnce = Math.max(mostJobsAtOnce, active.size());
            if (isKeeping && wanted != parallelism && tryToStop()) {
                client.kill();
                return;
            }
            if (isKeeping && active.isEmpty() && !client.isAlive()) {
                parallelism = wanted;
                client.run(arguments.of(parallelism));
            }
        } catch (IOException e) {
            // The job manager is away; it is asked again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The client dies; the job should not mind. */
    public void killClient() {
        client.kill();
    }

    /** The job manager dies, and with it the job; a client that still waits for it is of no use. */
    public void killJobManager(Duration absence) {
        cluster.jobManager().kill(absence);
        client.kill();
    }

    /** Stops the job and runs it with another parallelism, as soon as it can be stopped. */
    public void rescale(int next) {
        wanted = next;
    }

    /** Stops the job for good; what it has done is committed when this returns true. */
    public boolean stop() throws InterruptedException {
        isKeeping = false;
        try {
            return rounds.submit(this::stopWithSavepoint).get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private boolean stopWithSavepoint() {
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0) {
            try {
                if (tryToStop()) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (IOException e) {
                // The job manager is away; it is asked again.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    /** Returns whether a running job has stopped with all that it had done committed. */
    private boolean tryToStop() throws IOException, InterruptedException {
        FlinkRest rest = cluster.rest();
        Optional<FlinkRest.Job> running =
                rest.jobs().stream().filter(FlinkRest.Job::isRunning).findFirst();
        if (running.isEmpty()) {
            return false;
        }
        String id = running.get().id();
        String request = rest.stop(id, arguments.savepoints());
        FlinkRest.Stop outcome = FlinkRest.Stop.UNDER_WAY;
        while (outcome == FlinkRest.Stop.UNDER_WAY) {
            TimeUnit.MILLISECONDS.sleep(100);
            outcome = rest.outcome(id, request);
        }
        if (outcome == FlinkRest.Stop.FAILED) {
            return false;
        }
        String state = "RUNNING";
        while (state.equals("RUNNING")) {
            TimeUnit.MILLISECONDS.sleep(100);
            state =
                    rest.jobs().stream()
                            .filter(job -> job.id().equals(id))
                            .map(FlinkRest.Job::state)
                            .findFirst()
                            .orElse("gone");
        }
        return state.equals("FINISHED");
    }

    /** How often the command was run. */
    public int commandsRun() {
        return client.runs();
    }

    /** The most jobs that were active at a time. */
    public int mostJobsAtOnce() {
        return mostJobsAtOnce;
    }

    @Override
    public void close() {
        isKeeping = false;
        rounds.shutdownNow();
        client.close();
    }
}
