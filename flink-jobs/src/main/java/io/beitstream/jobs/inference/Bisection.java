package io.beitstream.jobs.inference;

import java.util.List;
import java.util.function.Function;

/**
 * Runs a batch; if it fails, its halves, down to single items, so that only guilty ones fail. When
 * a single item fails, a known-good input tells whether the item or the engine is to blame.
 */
final class Bisection {
    private Bisection() {}

    /** What becomes of an item. */
    interface Verdict<T, O> {
        void succeeded(T item, O output);

        void failed(T item, Throwable cause);
    }

    /** Gives every item exactly one verdict, whatever the network does. */
    static <T, I, O> void run(
            BatchedNetwork<I, O> network,
            List<T> items,
            Function<T, I> input,
            Verdict<T, O> verdict) {
        List<O> outputs;
        try {
            outputs = network.run(items.stream().map(input).toList());
            if (outputs.size() != items.size()) {
                throw new IllegalStateException(
                        "the network returned %d results for %d inputs"
                                .formatted(outputs.size(), items.size()));
            }
        } catch (Throwable cause) {
            blame(network, items, input, verdict, cause);
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            verdict.succeeded(items.get(i), outputs.get(i));
        }
    }

    private static <T, I, O> void blame(
            BatchedNetwork<I, O> network,
            List<T> items,
            Function<T, I> input,
            Verdict<T, O> verdict,
            Throwable cause) {
        int size = items.size();
        if (size > 1) {
            run(network, items.subList(0, size / 2), input, verdict);
            run(network, items.subList(size / 2, size), input, verdict);
            return;
        }
        verdict.failed(
                items.get(0), isHealthy(network) ? cause : new EngineFailureException(cause));
    }

    private static boolean isHealthy(BatchedNetwork<?, ?> network) {
        try {
            return network.isHealthy();
        } catch (Throwable e) {
            return false;
        }
    }
}
