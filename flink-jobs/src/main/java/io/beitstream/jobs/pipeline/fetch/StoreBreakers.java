package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The breakers of all stores, and the limit of attempts under way at all of them: what one JVM
 * knows of stores, shared by all its fetchers. Thread-safe.
 */
public final class StoreBreakers {
    private static final int MANY = 1000;
    private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final OutageOptions options;
    private final DeadlineTimer timer;
    private final Backoff probes;
    private final Map<String, StoreBreaker> byStore = new HashMap<>();
    private final Set<StoreBreaker> lackingSlots = new LinkedHashSet<>();
    private final Collection<FetchListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private long tidiedAt;
    private int slots;

    public StoreBreakers(FetchOptions options, DeadlineTimer timer) {
        this(options, timer, () -> ThreadLocalRandom.current().nextDouble());
    }

    StoreBreakers(FetchOptions options, DeadlineTimer timer, DoubleSupplier random) {
        this.options = options.outage();
        this.timer = timer;
        this.tidiedAt = timer.nanoTime();
        this.slots = options.limits().total();
        this.probes = new Backoff(this.options.firstProbe(), this.options.maxProbe(), random);
    }

    public void addListener(FetchListener listener) {
        listeners.add(listener);
    }

    public void removeListener(FetchListener listener) {
        listeners.remove(listener);
    }

    /** Whether images wait for a store that is down. */
    public synchronized boolean isHolding() {
        return byStore.values().stream().anyMatch(StoreBreaker::isHolding);
    }

    /** The stores that are taken to be down. */
    public synchronized List<String> openStores() {
        return byStore.entrySet().stream()
                .filter(entry -> entry.getValue().isOpen())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The visit waits to be admitted. */
    void enter(String store, int limit, Visit visit) {
        synchronized (this) {
            if (byStore.size() >= MANY && now() - tidiedAt > TIDY_NANOS) {
                tidiedAt = now();
                forgetIdle();
            }
            byStore.computeIfAbsent(store, name -> new StoreBreaker(name, limit, this))
                    .enter(visit);
        }
        runTasks();
    }

    private void forgetIdle() {
        byStore.values()
                .removeIf(
                        breaker -> {
                            boolean idle = breaker.isIdleFor(FORGOTTEN_NANOS);
                            if (idle) {
                                breaker.drop();
                            }
                            return idle;
                        });
    }

    void answered(String store, Visit visit) {
        with(store, breaker -> breaker.answered(visit));
    }

    void leave(String store, Visit visit) {
        with(store, breaker -> breaker.leave(visit));
    }

    Ruling failed(
            String store,
            Visit visit,
            AttemptException failure,
            boolean typical,
            boolean last,
            boolean patient) {
        Ruling ruling = Ruling.COUNTED;
        synchronized (this) {
            StoreBreaker breaker = byStore.get(store);
            if (breaker != null) {
                boolean outage =
                        failure.blame().isTypicalOfAnOutage()
                                && (failure.blame() != Blame.UNRESOLVED || breaker.hasAnswered());
                ruling = breaker.failed(visit, failure, typical && outage, last, patient);
            }
        }
        runTasks();
        return ruling;
    }

    private void with(String store, Consumer<StoreBreaker> action) {
        synchronized (this) {
            @Nullable StoreBreaker breaker = byStore.get(store);
            if (breaker != null) {
                action.accept(breaker);
            }
        }
        runTasks();
    }

    void retried(String store) {
        listeners.forEach(listener -> listener.retried(store));
    }

    OutageOptions options() {
        return options;
    }

    long now() {
        return timer.nanoTime();
    }

    long probeWait(int failures, AttemptException failure) {
        return probes.nanos(failures, failure.retryAfter());
    }

    DeadlineTimer.Scheduled wakeAt(long nanoTime, StoreBreaker breaker) {
        return timer.schedule(
                () -> {
                    synchronized (this) {
                        breaker.wake();
                    }
                    runTasks();
                },
                Math.max(0, nanoTime - now()));
    }

    boolean takeSlot(StoreBreaker breaker) {
        if (slots == 0) {
            lackingSlots.add(breaker);
            return false;
        }
        slots--;
        return true;
    }

    void giveSlot() {
        slots++;
        if (!lackingSlots.isEmpty()) {
            StoreBreaker next = lackingSlots.iterator().next();
            lackingSlots.remove(next);
            later(() -> with(next));
        }
    }

    private void with(StoreBreaker breaker) {
        synchronized (this) {
            breaker.admit();
            if (slots > 0 && !lackingSlots.isEmpty()) {
                StoreBreaker next = lackingSlots.iterator().next();
                lackingSlots.remove(next);
                later(() -> with(next));
            }
        }
    }

    void tell(Consumer<FetchListener> news) {
        later(() -> listeners.forEach(news));
    }

    void later(Runnable task) {
        tasks.add(task);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Runs what was left to run: by one thread at a time, in order, and never one in another. */
    private void runTasks() {
        if (running.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                run(task);
            }
            seen = running.addAndGet(-seen);
        } while (seen > 0);
    }
}
