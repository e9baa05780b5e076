package io.beitstream.model.training.data;

import java.util.random.RandomGenerator;

/**
 * Draws block-wise masks with an exact number of masked patches (reference section 5.4).
 *
 * @param masked patches that every mask covers
 * @param minPatches smallest area that a block is proposed with
 * @param maxPatches largest area that a block is proposed with
 * @param minAspect smallest height over width of a block; the largest is its inverse
 */
public record MaskingGenerator(
        int height, int width, int masked, int minPatches, int maxPatches, double minAspect) {
    private static final int PROPOSALS = 10;

    public MaskingGenerator {
        if (masked < 0 || masked > height * width || minAspect <= 0 || minAspect > 1) {
            throw new IllegalArgumentException(
                    "cannot mask %d of %d x %d patches with aspects from %s"
                            .formatted(masked, height, width, minAspect));
        }
    }

    /** The setting of the published models: 75 of 14 x 14, blocks of at least 16. */
    public static MaskingGenerator published() {
        return new MaskingGenerator(14, 14, 75, 16, 75, 0.3);
    }

    /** A mask, row-major: true where the patch is hidden. */
    public boolean[] draw(RandomGenerator random) {
        boolean[] mask = new boolean[height * width];
        int count = 0;
        while (count < masked) {
            int added = addBlock(mask, Math.min(masked - count, maxPatches), random);
            if (added == 0) {
                break;
            }
            count += added;
        }
        fill(mask, masked - count, random);
        return mask;
    }

    /**
     * Tries to mask one more block that hides at most {@code cap} fresh patches; returns how many
     * it hid.
     */
    private int addBlock(boolean[] mask, int cap, RandomGenerator random) {
        for (int proposal = 0; proposal < PROPOSALS; proposal++) {
            double area = minPatches + random.nextDouble() * (cap - minPatches);
            double reach = Math.log(1 / minAspect);
            double aspect = Math.exp((2 * random.nextDouble() - 1) * reach);
            int h = (int) Math.rint(Math.sqrt(area * aspect));
            int w = (int) Math.rint(Math.sqrt(area / aspect));
            if (h < height && w < width) {
                int top = random.nextInt(height - h + 1);
                int left = random.nextInt(width - w + 1);
                int fresh = fresh(mask, top, left, h, w);
                if (fresh > 0 && fresh <= cap) {
                    hide(mask, top, left, h, w);
                    return fresh;
                }
            }
        }
        return 0;
    }

    private int fresh(boolean[] mask, int top, int left, int h, int w) {
        int fresh = 0;
        for (int y = top; y < top + h; y++) {
            for (int x = left; x < left + w; x++) {
                fresh += mask[y * width + x] ? 0 : 1;
            }
        }
        return fresh;
    }

    private void hide(boolean[] mask, int top, int left, int h, int w) {
        for (int y = top; y < top + h; y++) {
            for (int x = left; x < left + w; x++) {
                mask[y * width + x] = true;
            }
        }
    }

    /** Hides single patches until the number is exact. */
    private static void fill(boolean[] mask, int missing, RandomGenerator random) {
        for (int left = missing; left > 0; ) {
            int patch = random.nextInt(mask.length);
            if (!mask[patch]) {
                mask[patch] = true;
                left--;
            }
        }
    }
}
