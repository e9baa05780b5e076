package io.beitstream.infra.bench.scale;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The job on a {@link Machine}, event by event: images are prepared, gathered into batches and pass
 * the networks, while slots share cores and devices. Times of preparing vary as those of
 * photographs do, exponentially about their mean.
 */
final class Simulation {
    /** What came of it. Seconds are those from an image's arrival until it is through. */
    record Result(double imagesPerSecond, double coresBusy, double median, double ninetyNinth) {}

    private record Event(double at, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Double.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Machine machine;
    private final Cores cores;
    private final SplittableRandom random = new SplittableRandom(1);
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Deque<Runnable> waitingForTurn = new ArrayDeque<>();
    private final List<Batcher> batchers = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final Deque<Double> arrived = new ArrayDeque<>();
    private final List<Double> latencies = new ArrayList<>();
    private int turnsTaken;
    private long scheduled;
    private double now;

    private Simulation(Machine machine) {
        this.machine = machine;
        this.cores = new Cores(machine.cores());
        for (int i = 0; i < machine.slots(); i++) {
            slots.add(new Slot());
        }
        for (int i = 0; i < machine.networks().size(); i++) {
            batchers.add(new Batcher(i));
        }
    }

    /** As many images as there are, as fast as they go through. */
    static Result saturated(Machine machine, int images) {
        Simulation simulation = new Simulation(machine);
        for (int i = 0; i < images; i++) {
            simulation.arrived.add(0.0);
        }
        return simulation.run(images);
    }

    /** Images that come at random, independently, at a mean rate. */
    static Result arriving(Machine machine, double perSecond, int images) {
        Simulation simulation = new Simulation(machine);
        double at = 0;
        for (int i = 0; i < images; i++) {
            at += simulation.exponential(1 / perSecond);
            double arrival = at;
            simulation.at(
                    arrival,
                    () -> {
                        simulation.arrived.add(arrival);
                        simulation.slots.forEach(Slot::takeMore);
                    });
        }
        return simulation.run(images);
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private void at(double time, Runnable action) {
        events.add(new Event(time, scheduled++, action));
    }

    private Result run(int images) {
        slots.forEach(Slot::takeMore);
        while (latencies.size() < images) {
            double next = events.isEmpty() ? Double.POSITIVE_INFINITY : events.peek().at();
            double before = now;
            double through = now + cores.untilNext();
            now = Math.min(through, next); // before anything runs that asks for it
            cores.pass(now - before);
            if (next < through) {
                events.remove().action().run();
            }
        }
        List<Double> sorted = latencies.stream().sorted().toList();
        return new Result(
                images / now,
                cores.busyCoreSeconds() / now,
                sorted.get(images / 2),
                sorted.get((int) (images * 0.99)));
    }

    /** Runs a batch when there is a turn for it. */
    private void takeTurn(double work, Runnable done) {
        Runnable turn =
                () -> {
                    turnsTaken++;
                    Runnable over =
                            () -> {
                                turnsTaken--;
                                done.run();
                                if (!waitingForTurn.isEmpty() && turnsTaken < machine.turns()) {
                                    waitingForTurn.remove().run();
                                }
                            };
                    if (machine.threads() == 0) {
                        at(now + work, over);
                    } else {
                        cores.start(work, machine.threads(), over);
                    }
                };
        if (turnsTaken < machine.turns()) {
            turn.run();
        } else {
            waitingForTurn.add(turn);
        }
    }

    private boolean hasRoom(Batcher batcher) {
        return batcher.images() < Machine.BATCHES_OF_A_SLOT * machine.batchSize() * machine.slots();
    }

    /** A subtask's images in preparation. */
    private final class Slot {
        private final Deque<Double> prepared = new ArrayDeque<>();
        private int preparing;

        private void takeMore() {
            while (preparing < machine.preparing()
                    && preparing + prepared.size() < machine.capacity()
                    && !arrived.isEmpty()) {
                double arrival = arrived.remove();
                preparing++;
                cores.start(
                        exponential(machine.prepareSeconds()),
                        1,
                        () -> {
                            preparing--;
                            prepared.add(arrival);
                            handOn();
                        });
            }
        }

        private void handOn() {
            while (!prepared.isEmpty() && hasRoom(batchers.get(0))) {
                batchers.get(0).add(prepared.remove());
            }
            takeMore();
        }
    }

    /** A network's batches; all slots share it. */
    private final class Batcher {
        private final int index;
        private final Deque<Double> waiting = new ArrayDeque<>();
        private int batches;
        private int inBatches;
        private long lingering;
        private long arrivals;

        private Batcher(int index) {
            this.index = index;
        }

        private int images() {
            return waiting.size() + inBatches;
        }

        private void add(double arrival) {
            waiting.add(arrival);
            long last = ++arrivals;
            if (waiting.size() >= machine.batchSize()) {
                runIfFree();
                return;
            }
            if (waiting.size() == 1) {
                long mine = ++lingering;
                at(now + machine.lingerSeconds(), () -> runIf(mine == lingering));
            }
            at(now + machine.pauseSeconds(), () -> runIf(last == arrivals));
        }

        private void runIf(boolean due) {
            if (due) {
                runIfFree();
            }
        }

        private void runIfFree() {
            if (batches == machine.turns() || waiting.isEmpty()) {
                return;
            }
            lingering++;
            batches++;
            List<Double> batch = new ArrayList<>();
            while (batch.size() < machine.batchSize() && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            inBatches += batch.size();
            takeTurn(machine.networks().get(index).work(batch.size()), () -> through(batch));
        }

        private void through(List<Double> batch) {
            batches--;
            inBatches -= batch.size();
            if (index == batchers.size() - 1) {
                batch.forEach(arrival -> latencies.add(now - arrival));
            } else {
                batch.forEach(batchers.get(index + 1)::add);
            }
            slots.forEach(Slot::handOn);
            runIfFree(); // what waited while it ran has lingered enough
        }
    }
}
