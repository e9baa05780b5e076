package io.beitstream.infra.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The times of one thing that was measured in several rounds, in seconds. */
record Series(List<Double> seconds) {
    Series {
        if (seconds.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        seconds = List.copyOf(seconds);
    }

    /** Something that says how long it took. */
    interface Timed {
        /** Does it once; the answer is in seconds. */
        double run() throws Exception;
    }

    /** Does something and takes the time. */
    static double time(Work work) throws Exception {
        long started = System.nanoTime();
        work.run();
        return (System.nanoTime() - started) / 1e9;
    }

    /** Something to take the time of. */
    interface Work {
        void run() throws Exception;
    }

    /**
     * Lets things take turns, so that whatever else the machine does hits all of them alike.
     *
     * @return the times of each, in the order given
     */
    static <K> Map<K, Series> inTurn(int rounds, Map<K, Timed> things) throws Exception {
        Map<K, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<K, Timed> thing : things.entrySet()) {
                times.computeIfAbsent(thing.getKey(), k -> new ArrayList<>())
                        .add(thing.getValue().run());
            }
        }
        Map<K, Series> series = new LinkedHashMap<>();
        times.forEach((key, seconds) -> series.put(key, new Series(seconds)));
        return series;
    }

    /** The middle one; of an even number, the mean of the two in the middle. */
    double median() {
        return quantile(0.5);
    }

    /**
     * A quantile, linear between neighbours.
     *
     * @param share from 0 (the least) to 1 (the largest)
     */
    double quantile(double share) {
        List<Double> sorted = seconds.stream().sorted().toList();
        double place = share * (sorted.size() - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(sorted.size() - 1, below + 1);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }
}
