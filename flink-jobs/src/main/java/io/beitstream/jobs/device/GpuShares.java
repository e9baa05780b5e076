package io.beitstream.jobs.device;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which subtask works on which GPUs of this JVM. A subtask gets the GPU of its number, counted
 * round; if others are on it and another GPU has fewer, that one. One that wants several gets them
 * in the same way. So a job fills its GPUs evenly even where a process has every second subtask
 * only. All operators of a subtask share its GPUs.
 */
final class GpuShares {
    static final GpuShares OF_THIS_JVM = new GpuShares();

    /** A subtask of a job. */
    record Owner(String job, int subtask) {}

    private static final class Share {
        private final List<Integer> gpus;
        private int operators;

        Share(List<Integer> gpus) {
            this.gpus = gpus;
        }
    }

    private final Map<Owner, Share> shares = new HashMap<>();

    /**
     * Takes GPUs for an operator; given back by {@link #giveBack}, once for each time they were
     * taken.
     *
     * @param gpus there are
     * @param count wanted, at least one and no more than there are
     * @return so many of them
     */
    synchronized List<Integer> take(Owner owner, List<Integer> gpus, int count) {
        Share share = shares.get(owner);
        if (share == null || share.gpus.size() != count || !gpus.containsAll(share.gpus)) {
            share = new Share(leastTaken(owner.subtask(), gpus, count));
            shares.put(owner, share);
        }
        share.operators++;
        return share.gpus;
    }

    synchronized void giveBack(Owner owner) {
        shares.computeIfPresent(owner, (same, share) -> --share.operators == 0 ? null : share);
    }

    private List<Integer> leastTaken(int subtask, List<Integer> gpus, int count) {
        return IntStream.range(0, gpus.size())
                .mapToObj(i -> gpus.get((subtask * count + i) % gpus.size()))
                .sorted(Comparator.comparingLong(this::subtasksOn))
                .limit(count)
                .toList();
    }

    private long subtasksOn(int gpu) {
        return shares.values().stream().filter(share -> share.gpus.contains(gpu)).count();
    }
}
