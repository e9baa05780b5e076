package io.beitstream.jobs.metrics;

import io.beitstream.schemas.Stage;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/**
 * How full the operators of one chain are, and what limits it. Operators fill up from the one that
 * cannot follow towards the source, and are empty behind it: so the last one that is full holds the
 * bottleneck.
 *
 * <p>The operators of a chain run on one thread, and each thread has one of these. Metrics read it
 * from any thread.
 */
public final class ChainLoad {
    /** The bottleneck lies behind the last stage: making records, or the sinks. */
    public static final int OUTPUT = Stage.ENCODE.ordinal() + 1;

    private static final double FULL = 0.8;

    /**
     * A stage with so much of its operator has a queue. Those before it may have longer ones: they
     * wait for the memory that it holds.
     */
    private static final double QUEUE = 1 / 6.0;

    private static final ThreadLocal<ChainLoad> OF_THIS_TASK =
            ThreadLocal.withInitial(ChainLoad::new);

    private record Operator(
            Occupancy whole, SortedMap<Stage, Occupancy> lastFirst, IntSupplier imagesInFlight) {}

    private final List<Operator> tailFirst = new CopyOnWriteArrayList<>();

    ChainLoad() {}

    /** That of the task whose thread this is. */
    public static ChainLoad ofThisTask() {
        return OF_THIS_TASK.get();
    }

    /** The task begins. */
    public void clear() {
        tailFirst.clear();
    }

    /**
     * An operator of the chain opens; as Flink has it, after those that follow it.
     *
     * @param whole how full it is
     * @param stages how much of that each of its stages has
     */
    public void add(Occupancy whole, Map<Stage, Occupancy> stages, IntSupplier imagesInFlight) {
        tailFirst.add(new Operator(whole, new TreeMap<>(stages).descendingMap(), imagesInFlight));
    }

    /** Images that the chain has taken and that have not come out. */
    int imagesInFlight() {
        return tailFirst.stream().mapToInt(operator -> operator.imagesInFlight().getAsInt()).sum();
    }

    /** The ordinal of the stage that limits the chain, or {@link #OUTPUT}. */
    int bottleneck() {
        for (Operator operator : tailFirst) {
            double whole = operator.whole().share();
            if (whole >= FULL) {
                return bottleneck(operator, whole);
            }
        }
        return Stage.SOURCE.ordinal();
    }

    private static int bottleneck(Operator operator, double whole) {
        double inStages = 0;
        int last = OUTPUT;
        for (Map.Entry<Stage, Occupancy> entry : operator.lastFirst().entrySet()) {
            double share = entry.getValue().share();
            inStages += share;
            if (last == OUTPUT && share >= whole * QUEUE) {
                last = entry.getKey().ordinal();
            }
        }
        // If most are done with the stages, they wait for those who come after to take them.
        return inStages < whole / 2 ? OUTPUT : last;
    }
}
