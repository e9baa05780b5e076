package io.beitstream.model.training.run;

import java.util.List;

/**
 * Makes one codebook of those of several trainers. A code that follows the data moves little in a
 * round, and the trainers' versions of it point almost the same way: their mean direction is the
 * code. A code that one of them, or each on its own, has moved onto a random patch is another code
 * there: the version that is used most is kept, with its usage, since a mean of directions that
 * have nothing to do with each other would be near no patch at all.
 */
final class CodebookMerge {
    /** Cosine from which two versions of a code count as the same. */
    private static final double SAME = 0.5;

    private final List<float[]> codes;
    private final List<float[]> usage;
    private final int width;

    /**
     * @param codes of each trainer, rows of length 1, {@code (K, d)}
     * @param usage of each trainer: the moving average of the patches a step, {@code (K)}
     */
    CodebookMerge(List<float[]> codes, List<float[]> usage) {
        this.codes = codes;
        this.usage = usage;
        this.width = codes.get(0).length / usage.get(0).length;
    }

    /** Writes the merged codes over {@code intoCodes}, and their usage over {@code intoUsage}. */
    void merge(float[] intoCodes, float[] intoUsage) {
        for (int code = 0; code < intoUsage.length; code++) {
            int kept = mostUsed(code);
            double[] sum = new double[width];
            double used = 0;
            int same = 0;
            for (int trainer = 0; trainer < codes.size(); trainer++) {
                if (trainer == kept || cosine(code, trainer, kept) >= SAME) {
                    for (int i = 0; i < width; i++) {
                        sum[i] += codes.get(trainer)[code * width + i];
                    }
                    used += usage.get(trainer)[code];
                    same++;
                }
            }
            double length = length(sum);
            for (int i = 0; i < width; i++) {
                intoCodes[code * width + i] = (float) (sum[i] / length);
            }
            intoUsage[code] = (float) (used / same);
        }
    }

    /** The first of those that use a code most. */
    private int mostUsed(int code) {
        int most = 0;
        for (int trainer = 1; trainer < usage.size(); trainer++) {
            if (usage.get(trainer)[code] > usage.get(most)[code]) {
                most = trainer;
            }
        }
        return most;
    }

    private double cosine(int code, int one, int other) {
        double sum = 0;
        for (int i = code * width; i < (code + 1) * width; i++) {
            sum += (double) codes.get(one)[i] * codes.get(other)[i];
        }
        return sum;
    }

    private static double length(double[] row) {
        double squares = 0;
        for (double value : row) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
