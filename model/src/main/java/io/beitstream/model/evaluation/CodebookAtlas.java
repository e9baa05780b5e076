package io.beitstream.model.evaluation;

import io.beitstream.model.Tokenizer;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.task.CodeHits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What each code of a tokenizer stands for, by example: how often it comes, and patches of images
 * that fall on it, drawn evenly from all of them.
 *
 * @param images that were read
 * @param undecodable images that were not
 * @param patchSize side of a patch, in pixels
 * @param hits of each code
 * @param patches of each code, some of those that fell on it, RGB, row-major
 */
public record CodebookAtlas(
        int images, int undecodable, int patchSize, CodeHits hits, List<List<byte[]>> patches) {
    /**
     * Goes through a dataset once.
     *
     * @param examples largest number of patches that are kept of a code
     */
    public static CodebookAtlas of(Tokenizer tokenizer, ImageDataset dataset, int examples)
            throws IOException {
        DatasetReader reader = new DatasetReader(dataset, tokenizer.preprocessing());
        Collector collector = new Collector(tokenizer, examples);
        reader.forEach(batch -> collector.add(batch.images()));
        return new CodebookAtlas(
                collector.images,
                reader.undecodable(),
                collector.patch,
                collector.hits,
                collector.patches);
    }

    private static final class Collector {
        private final Tokenizer tokenizer;
        private final int examples;
        private final int patch;
        private final SplittableRandom random = new SplittableRandom(0);
        private final CodeHits hits;
        private final List<List<byte[]>> patches = new ArrayList<>();
        private int images;

        Collector(Tokenizer tokenizer, int examples) {
            this.tokenizer = tokenizer;
            this.examples = examples;
            this.patch = tokenizer.preprocessing().crop() / tokenizer.gridWidth();
            this.hits = new CodeHits(tokenizer.codebookSize());
            for (int code = 0; code < hits.codes(); code++) {
                patches.add(new ArrayList<>());
            }
        }

        void add(List<RgbImage> batch) {
            List<int[]> codes = tokenizer.tokenize(batch);
            for (int i = 0; i < batch.size(); i++) {
                for (int n = 0; n < codes.get(i).length; n++) {
                    add(codes.get(i)[n], batch.get(i), n);
                }
            }
            images += batch.size();
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
            int top = n / tokenizer.gridWidth() * patch;
            int left = n % tokenizer.gridWidth() * patch;
            int row = patch * RgbImage.CHANNELS;
            byte[] pixels = new byte[patch * row];
            for (int y = 0; y < patch; y++) {
                int from = ((top + y) * image.width() + left) * RgbImage.CHANNELS;
                System.arraycopy(image.pixels(), from, pixels, y * row, row);
            }
            return pixels;
        }
    }
}
