package io.beitstream.infra.bench.scale;

import java.util.ArrayList;
import java.util.List;

/**
 * Cores that their tasks share evenly: with more threads than cores, each thread runs at the same
 * fraction of a core's speed.
 */
final class Cores {
    /** Work left below this is rounding. */
    private static final double NOTHING = 1e-12;

    private final int cores;
    private final List<Task> running = new ArrayList<>();
    private double busyCoreSeconds;

    private static final class Task {
        private final int threads;
        private final Runnable done;
        private double left;

        private Task(int threads, double left, Runnable done) {
            this.threads = threads;
            this.left = left;
            this.done = done;
        }

        private boolean isThrough() {
            return left <= NOTHING;
        }
    }

    Cores(int cores) {
        this.cores = cores;
    }

    /**
     * Starts work.
     *
     * @param work in seconds of one thread
     * @param threads that divide it evenly
     * @param done runs when it is through
     */
    void start(double work, int threads, Runnable done) {
        running.add(new Task(threads, work, done));
    }

    /** A thread's speed now, as a fraction of a core's. */
    private double speed() {
        int threads = running.stream().mapToInt(task -> task.threads).sum();
        return threads <= cores ? 1 : (double) cores / threads;
    }

    /** How long until the next piece of work is through; infinite if there is none. */
    double untilNext() {
        double speed = speed();
        return running.stream()
                .mapToDouble(task -> Math.max(0, task.left) / (task.threads * speed))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Lets time pass, no more than {@link #untilNext}; runs what is through. */
    void pass(double seconds) {
        double speed = speed();
        for (Task task : running) {
            double done = task.threads * speed * seconds;
            task.left -= done;
            busyCoreSeconds += done;
        }
        List<Task> through = running.stream().filter(Task::isThrough).toList();
        running.removeAll(through);
        through.forEach(task -> task.done.run());
    }

    /** Seconds of cores that were used so far. */
    double busyCoreSeconds() {
        return busyCoreSeconds;
    }
}
