package io.beitstream.jobs.pipeline.inference;

import io.beitstream.model.DeviceException;
import java.util.List;
import java.util.function.Function;

/**
 * Runs a batch; if it fails, its halves, down to single items, so that only guilty ones fail. A
 * single item that fails is tried once more, and then a known-good input tells whether the item or
 * the engine is to blame.
 */
final class Bisection<T, I, O> {
    /** What becomes of an item. */
    interface Verdict<T, O> {
        void succeeded(T item, O output);

        void failed(T item, Throwable cause);

        /** A batch of this size is too large for the device; its halves are tried. */
        void tooLarge(int batchSize);
    }

    private final BatchedNetwork<I, O> network;
    private final Function<T, I> input;
    private final Verdict<T, O> verdict;

    Bisection(BatchedNetwork<I, O> network, Function<T, I> input, Verdict<T, O> verdict) {
        this.network = network;
        this.input = input;
        this.verdict = verdict;
    }

    /** Gives every item exactly one verdict, whatever the network does. */
    void run(List<T> items) {
        List<O> outputs;
        try {
            outputs = call(items);
        } catch (Throwable cause) {
            blame(items, cause);
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            verdict.succeeded(items.get(i), outputs.get(i));
        }
    }

    private List<O> call(List<T> items) {
        List<O> outputs = network.run(items.stream().map(input).toList());
        if (outputs.size() != items.size()) {
            throw new IllegalStateException(
                    "the network returned %d results for %d inputs"
                            .formatted(outputs.size(), items.size()));
        }
        return outputs;
    }

    private void blame(List<T> items, Throwable cause) {
        int size = items.size();
        if (size > 1) {
            if (isOutOfMemory(cause)) {
                verdict.tooLarge(size);
            }
            run(items.subList(0, size / 2));
            run(items.subList(size / 2, size));
            return;
        }
        tryOnceMore(items.get(0));
    }

    private void tryOnceMore(T item) {
        O output;
        try {
            output = call(List.of(item)).get(0);
        } catch (Throwable cause) {
            boolean imageIsToBlame = !(cause instanceof DeviceException) && isHealthy();
            verdict.failed(
                    item, imageIsToBlame ? cause : EngineFailureException.onGoodImage(cause));
            return;
        }
        verdict.succeeded(item, output);
    }

    private boolean isHealthy() {
        try {
            return network.isHealthy();
        } catch (Throwable e) {
            return false;
        }
    }

    private static boolean isOutOfMemory(Throwable cause) {
        return cause instanceof DeviceException device
                && device.kind() == DeviceException.Kind.OUT_OF_MEMORY;
    }
}
