package io.beitstream.infra.chaos.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sees that the processes run, and ends them all at the end, whatever the end is. */
public final class Supervisor implements AutoCloseable {
    private static final long ROUND_MILLIS = 100;

    private final List<Supervised> processes = new CopyOnWriteArrayList<>();
    private final Thread atExit = new Thread(this::closeAll, "end of all processes");
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "supervisor");
                        thread.setDaemon(true);
                        return thread;
                    });

    public Supervisor() {
        Runtime.getRuntime().addShutdownHook(atExit);
        rounds.scheduleWithFixedDelay(
                () -> processes.forEach(Supervised::tend), 0, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Starts a process and keeps it running. */
    public Supervised add(Supervised process) {
        process.tend();
        processes.add(process);
        return process;
    }

    public List<Supervised> processes() {
        return List.copyOf(processes);
    }

    private void closeAll() {
        rounds.shutdownNow();
        processes.forEach(Supervised::close);
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // It is running.
        }
    }
}
