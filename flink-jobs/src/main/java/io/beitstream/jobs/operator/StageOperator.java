package io.beitstream.jobs.operator;

import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.jobs.metrics.ChainLoad;
import io.beitstream.jobs.metrics.Occupancy;
import io.beitstream.jobs.metrics.OperatorMetrics;
import io.beitstream.jobs.metrics.StageMetrics;
import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs a stage, asynchronously, with <em>drained barriers</em>: before a checkpoint's barrier
 * passes it, and at the end of input, it takes nothing new and waits until all that is in flight
 * has gone out. In a chain this happens from the head to the tail. So a checkpoint holds no image,
 * and offsets never run ahead of results. Meanwhile the device computes what it has: the price is
 * the time to refill, not to drain.
 *
 * <p>With {@link Patience}, slow images hold up neither newcomers nor barriers. Newcomers take
 * their places. A barrier passes them where the source keeps their records ({@link TaskProgress}),
 * and begins with those when the job goes on from there.
 *
 * <p>A stage that fails as a whole fails the task.
 */
class StageOperator<I> extends AbstractStreamOperator<Outcome>
        implements OneInputStreamOperator<I, Outcome> {
    private static final long serialVersionUID = 1L;

    private final transient StageProvider<I> provider;
    private final transient StageOrder order;
    private final transient int capacity;
    private final transient @Nullable Patience patience;
    private final transient MailboxExecutor mailbox;
    private final transient DeadlineTimer timer;
    private final transient InFlight<Outcome> inFlight = new InFlight<>();
    private final transient Occupancy occupancy;
    private transient @Nullable ImageStage<I> stage;
    private transient @Nullable SubtaskPlacement placement;
    private transient boolean roomAwaited;
    private transient @Nullable Long wakeAt;
    private transient volatile long lastDrainMillis;

    StageOperator(
            StreamOperatorParameters<Outcome> parameters,
            StageProvider<I> provider,
            StageOrder order,
            int capacity,
            @Nullable Patience patience,
            MailboxExecutor mailbox,
            DeadlineTimer timer) {
        super(parameters);
        this.provider = provider;
        this.order = order;
        this.capacity = capacity;
        this.patience = patience;
        this.mailbox = mailbox;
        this.timer = timer;
        this.occupancy = new Occupancy(capacity, timer::nanoTime);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        if (patience != null) {
            TaskProgress.ofThisTask().clear();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        placement = new SubtaskPlacement(getRuntimeContext());
        StageMetrics metrics =
                StageMetrics.register(
                        getMetricGroup(), provider.stages(), capacity, timer::nanoTime);
        try {
            stage = openStage(metrics, placement);
        } catch (IllegalArgumentException e) {
            // What is wrong in a model or a setting stays so: say it, do not restart for ever.
            throw new SuppressRestartsException(e);
        }
        OperatorMetrics.register(
                getMetricGroup(),
                inFlight::size,
                inFlight::aside,
                occupancy,
                () -> lastDrainMillis,
                provider.gauges(placement));
        ChainLoad.ofThisTask().add(occupancy, metrics.occupancies(), inFlight::size);
    }

    /** Opens the stage; errors as those of {@link StageProvider#open}. */
    ImageStage<I> openStage(StageMetrics metrics, SubtaskPlacement where) throws Exception {
        return provider.open(metrics, where);
    }

    private ImageStage<I> stage() {
        if (stage == null) {
            throw new IllegalStateException("not open");
        }
        return stage;
    }

    @Override
    public void processElement(StreamRecord<I> element) throws Exception {
        process(element.getValue());
    }

    private void process(I input) throws InterruptedException {
        awaitPlace();
        SourceRecord record = provider.sourceOf(input);
        InFlight.Slot<Outcome> slot = inFlight.begin(order.keyOf(record), record, timer.nanoTime());
        occupancy.set(inFlight.awaited());
        CompletableFuture<Outcome> result = stage().process(input);
        if (result.isDone() && !result.isCompletedExceptionally()) {
            finish(slot, result.join());
        } else {
            slot.workedOnBy(result);
            var unused = result.whenComplete((outcome, error) -> post(slot, outcome, error));
        }
        awaitRoom();
    }

    private void awaitPlace() throws InterruptedException {
        while (inFlight.awaited() >= capacity) {
            if (patience != null) {
                long patient = timer.nanoTime() - patience.newcomers().toNanos();
                inFlight.setAside(patient, patience);
                occupancy.set(inFlight.awaited());
                if (inFlight.awaited() < capacity) {
                    return;
                }
                Long next = inFlight.firstAfter(patient, patience);
                if (next != null) {
                    wakeIn(next - patient);
                }
            }
            mailbox.yield();
        }
    }

    /** Ends a wait within this time, so that it is looked again at what can be set aside. */
    private void wakeIn(long nanos) {
        long at = timer.nanoTime() + nanos;
        if (wakeAt == null || at - wakeAt < 0) {
            wakeAt = at;
            timer.schedule(() -> post(() -> woken(at), "the end of patience"), nanos);
        }
    }

    private void woken(long at) {
        if (wakeAt != null && wakeAt == at) {
            wakeAt = null;
        }
    }

    /** The record just taken is in memory already; the next one waits with the source. */
    private void awaitRoom() throws InterruptedException {
        while (!stage().hasRoom()) {
            if (!roomAwaited) {
                roomAwaited = true;
                stage().whenRoom(() -> post(() -> roomAwaited = false, "room for an image"));
            }
            mailbox.yield();
        }
    }

    private void post(
            InFlight.Slot<Outcome> slot, @Nullable Outcome outcome, @Nullable Throwable error) {
        post(
                () -> {
                    if (outcome == null) {
                        throw asException(error);
                    }
                    finish(slot, outcome);
                },
                "an image's outcome");
    }

    /** Has the task's thread do something, unless the task has ended. */
    final void post(
            org.apache.flink.util.function.ThrowingRunnable<? extends Exception> mail,
            String description) {
        try {
            mailbox.execute(mail, description);
        } catch (RejectedExecutionException e) {
            // The task has closed its mailbox: nobody waits any more.
        }
    }

    private void finish(InFlight.Slot<Outcome> slot, Outcome outcome) {
        inFlight.finish(slot, outcome, next -> output.collect(new StreamRecord<>(next)));
        occupancy.set(inFlight.awaited());
    }

    private static Exception asException(@Nullable Throwable error) {
        Throwable cause =
                error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error;
        return cause instanceof Exception e ? e : new IllegalStateException(cause);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        drain();
        if (patienceOfBarriers() != null) {
            // It stays so until the source takes its snapshot: this operator's mails wait.
            TaskProgress.ofThisTask()
                    .passed(
                            checkpointId,
                            inFlight.begun(),
                            inFlight.firstUnfinished(),
                            inFlight.unfinished());
        }
    }

    /** How long barriers wait; null if they wait for every image. */
    private @Nullable Patience patienceOfBarriers() {
        return TaskProgress.ofThisTask().isKeptBySource() ? patience : null;
    }

    private void drain() throws InterruptedException {
        long started = timer.nanoTime();
        Patience patient = patienceOfBarriers();
        while (inFlight.size() > 0) {
            if (patient != null) {
                long patienceLeft = started + patient.barriers().toNanos() - timer.nanoTime();
                if (inFlight.awaited() == 0 || patienceLeft <= 0 && inFlight.mayBePassed(patient)) {
                    break;
                }
                if (patienceLeft > 0) {
                    wakeIn(patienceLeft);
                }
            }
            mailbox.yield();
        }
        lastDrainMillis = (timer.nanoTime() - started) / 1_000_000;
    }

    @Override
    public void finish() throws Exception {
        while (inFlight.size() > 0) {
            mailbox.yield();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (stage != null) {
            stage.close();
        }
        if (placement != null) {
            placement.close();
        }
        super.close();
    }
}
