package io.beitstream.model.evaluation;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A linear probe that is not told how fast to learn: of some learning rates and weight decays it
 * takes those with the highest accuracy on every tenth training image, when learned from the
 * others; with them it learns from all.
 *
 * @param epochs of every probe
 */
public record ProbeSweep(
        int epochs, int batchSize, List<Double> learningRates, List<Double> weightDecays) {
    /** Twelve probes and the one that counts. */
    public static final ProbeSweep STANDARD =
            new ProbeSweep(
                    LinearProbe.STANDARD.epochs(),
                    LinearProbe.STANDARD.batchSize(),
                    List.of(3e-4, 1e-3, 3e-3, 1e-2),
                    List.of(1e-4, 0.1, 1.0));

    private static final int HELD_OUT_EVERY = 10;

    /**
     * What came out.
     *
     * @param chosen the probe that counts
     * @param top1 the share of test images whose class it finds
     */
    public record Outcome(LinearProbe chosen, double top1) {
        /** How it was measured, in words. */
        public String protocol() {
            return String.format(
                    Locale.ROOT,
                    "AdamW, %d epochs of batches of %d; rate %s and decay %s chosen on every tenth training image",
                    chosen.epochs(),
                    chosen.batchSize(),
                    chosen.learningRate(),
                    chosen.weightDecay());
        }
    }

    /**
     * Chooses, and measures.
     *
     * @throws IllegalArgumentException if there are fewer than ten training images
     */
    public Outcome measure(LabelledFeatures train, LabelledFeatures test, String device)
            throws IOException {
        if (train.size() < HELD_OUT_EVERY) {
            throw new IllegalArgumentException(
                    "%d training images are too few to hold every tenth back"
                            .formatted(train.size()));
        }
        LinearProbe best = choose(train, device);
        return new Outcome(best, best.accuracy(train, test, device));
    }

    private LinearProbe choose(LabelledFeatures train, String device) throws IOException {
        LinearProbe best = LinearProbe.STANDARD;
        double highest = -1;
        int heldOutImages = train.size() / HELD_OUT_EVERY;
        try (LabelledFeatures heldOut = new LabelledFeatures(train.dimension(), heldOutImages);
                LabelledFeatures others =
                        new LabelledFeatures(train.dimension(), train.size() - heldOutImages)) {
            for (int i = 0; i < train.size(); i++) {
                boolean held = i % HELD_OUT_EVERY == HELD_OUT_EVERY - 1;
                (held ? heldOut : others).add(train.feature(i), train.label(i));
            }
            for (double rate : learningRates) {
                for (double decay : weightDecays) {
                    LinearProbe probe = new LinearProbe(epochs, batchSize, rate, decay);
                    double accuracy = probe.accuracy(others, heldOut, device);
                    if (accuracy > highest) {
                        highest = accuracy;
                        best = probe;
                    }
                }
            }
        }
        return best;
    }
}
