package io.beitstream.jobs.device;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which subtask works on which GPU of this JVM. A subtask gets the GPU of its number, counted
 * round; if others are on it and another GPU has fewer, that one. So a job fills its GPUs evenly
 * even where a process has every second subtask only. All operators of a subtask share its GPU.
 */
final class GpuShares {
    static final GpuShares OF_THIS_JVM = new GpuShares();

    /** A subtask of a job. */
    record Owner(String job, int subtask) {}

    private static final class Share {
        private final int gpu;
        private int operators;

        Share(int gpu) {
            this.gpu = gpu;
        }
    }

    private final Map<Owner, Share> shares = new HashMap<>();

    /**
     * Takes a GPU for an operator; given back by {@link #giveBack}, once for each time it was
     * taken.
     *
     * @param gpus there are, at least one
     * @return one of them
     */
    synchronized int take(Owner owner, List<Integer> gpus) {
        Share share = shares.get(owner);
        if (share == null || !gpus.contains(share.gpu)) {
            share = new Share(leastTaken(owner.subtask(), gpus));
            shares.put(owner, share);
        }
        share.operators++;
        return share.gpu;
    }

    synchronized void giveBack(Owner owner) {
        shares.computeIfPresent(owner, (same, share) -> --share.operators == 0 ? null : share);
    }

    private int leastTaken(int subtask, List<Integer> gpus) {
        List<Integer> inTurn = new ArrayList<>();
        IntStream.range(0, gpus.size())
                .forEach(i -> inTurn.add(gpus.get((subtask + i) % gpus.size())));
        int best = inTurn.get(0);
        for (int gpu : inTurn) {
            if (subtasksOn(gpu) < subtasksOn(best)) {
                best = gpu;
            }
        }
        return best;
    }

    private long subtasksOn(int gpu) {
        return shares.values().stream().filter(share -> share.gpu == gpu).count();
    }
}
