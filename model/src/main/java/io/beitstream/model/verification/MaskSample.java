package io.beitstream.model.verification;

import io.beitstream.model.training.data.MaskingGenerator;
import java.util.random.RandomGenerator;

/** Counts over many drawn masks. */
final class MaskSample {
    private final int draws;
    private final long[] hits;
    private long masked;
    private double adjacent;
    private double adjacentSquares;

    private MaskSample(int draws, int cells) {
        this.draws = draws;
        this.hits = new long[cells];
    }

    static MaskSample draw(MaskingGenerator generator, int draws, RandomGenerator random) {
        MaskSample sample = new MaskSample(draws, generator.height() * generator.width());
        for (int i = 0; i < draws; i++) {
            sample.add(generator.draw(random), generator.width());
        }
        return sample;
    }

    private void add(boolean[] mask, int width) {
        int pairs = 0;
        for (int cell = 0; cell < mask.length; cell++) {
            if (mask[cell]) {
                masked++;
                hits[cell]++;
                boolean right = cell % width < width - 1 && mask[cell + 1];
                boolean below = cell + width < mask.length && mask[cell + width];
                pairs += (right ? 1 : 0) + (below ? 1 : 0);
            }
        }
        adjacent += pairs;
        adjacentSquares += (double) pairs * pairs;
    }

    int draws() {
        return draws;
    }

    double meanMasked() {
        return (double) masked / draws;
    }

    double frequency(int cell) {
        return (double) hits[cell] / draws;
    }

    /** Mean number of pairs of neighbours, right and below, that are both hidden. */
    double meanAdjacent() {
        return adjacent / draws;
    }

    double adjacentDeviation() {
        return Math.sqrt(Math.max(0, adjacentSquares / draws - meanAdjacent() * meanAdjacent()));
    }
}
