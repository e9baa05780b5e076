package io.beitstream.model.evaluation;

import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.task.CodeHits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes a {@link CodebookAtlas} of images and their codes, one after the other. */
public final class AtlasCollector {
    private final int examples;
    private final int patch;
    private final SplittableRandom random = new SplittableRandom(0);
    private final CodeHits hits;
    private final List<List<byte[]>> patches = new ArrayList<>();
    private int images;

    /**
     * @param codebookSize number of codes K
     * @param patchSize side of a patch, in pixels
     * @param examples largest number of patches that are kept of a code
     */
    public AtlasCollector(int codebookSize, int patchSize, int examples) {
        this.examples = examples;
        this.patch = patchSize;
        this.hits = new CodeHits(codebookSize);
        for (int code = 0; code < codebookSize; code++) {
            patches.add(new ArrayList<>());
        }
    }

    /**
     * Takes an image.
     *
     * @param image as the tokenizer sees it
     * @param codes of its patches, row-major
     */
    public void add(RgbImage image, int[] codes) {
        for (int n = 0; n < codes.length; n++) {
            add(codes[n], image, n);
        }
        images++;
    }

    /** Keeps each of the patches seen so far with the same chance (reservoir sampling). */
    private void add(int code, RgbImage image, int n) {
        hits.add(code);
        List<byte[]> kept = patches.get(code);
        if (kept.size() < examples) {
            kept.add(cut(image, n));
            return;
        }
        long place = random.nextLong(hits.of(code));
        if (place < examples) {
            kept.set((int) place, cut(image, n));
        }
    }

    private byte[] cut(RgbImage image, int n) {
        int columns = image.width() / patch;
        int top = n / columns * patch;
        int left = n % columns * patch;
        int row = patch * RgbImage.CHANNELS;
        byte[] pixels = new byte[patch * row];
        for (int y = 0; y < patch; y++) {
            int from = ((top + y) * image.width() + left) * RgbImage.CHANNELS;
            System.arraycopy(image.pixels(), from, pixels, y * row, row);
        }
        return pixels;
    }

    /**
     * What has come; nothing is to be added afterwards.
     *
     * @param undecodable images that could not be taken
     */
    public CodebookAtlas atlas(int undecodable) {
        return new CodebookAtlas(images, undecodable, patch, hits, patches);
    }
}
