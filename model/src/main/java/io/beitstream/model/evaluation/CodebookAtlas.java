package io.beitstream.model.evaluation;

import io.beitstream.model.Tokenizer;
import io.beitstream.model.data.ImageDataset;
import io.beitstream.model.image.RgbImage;
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
 * @param codes every code of the codebook, by number
 */
public record CodebookAtlas(int images, int undecodable, int patchSize, List<Entry> codes) {
    /**
     * One code.
     *
     * @param hits patches that fell on it
     * @param patches some of them, RGB, row-major
     */
    public record Entry(long hits, List<byte[]> patches) {}

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
                collector.found.stream().map(c -> new Entry(c.hits, c.patches)).toList());
    }

    /** Exp of the entropy of the hits, in codes. */
    public double perplexity() {
        double all = codes.stream().mapToLong(Entry::hits).sum();
        double entropy = 0;
        for (Entry code : codes) {
            double share = code.hits() / all;
            entropy -= share == 0 ? 0 : share * Math.log(share);
        }
        return Math.exp(entropy);
    }

    /** Codes that came at all. */
    public long used() {
        return codes.stream().filter(code -> code.hits() > 0).count();
    }

    private static final class Found {
        private long hits;
        private final List<byte[]> patches = new ArrayList<>();
    }

    private static final class Collector {
        private final Tokenizer tokenizer;
        private final int examples;
        private final int patch;
        private final SplittableRandom random = new SplittableRandom(0);
        private final List<Found> found = new ArrayList<>();
        private int images;

        Collector(Tokenizer tokenizer, int examples) {
            this.tokenizer = tokenizer;
            this.examples = examples;
            this.patch = tokenizer.preprocessing().crop() / tokenizer.gridWidth();
            for (int code = 0; code < tokenizer.codebookSize(); code++) {
                found.add(new Found());
            }
        }

        void add(List<RgbImage> batch) {
            List<int[]> codes = tokenizer.tokenize(batch);
            for (int i = 0; i < batch.size(); i++) {
                for (int n = 0; n < codes.get(i).length; n++) {
                    add(found.get(codes.get(i)[n]), batch.get(i), n);
                }
            }
            images += batch.size();
        }

        /** Keeps each of the patches seen so far with the same chance (reservoir sampling). */
        private void add(Found code, RgbImage image, int n) {
            code.hits++;
            if (code.patches.size() < examples) {
                code.patches.add(cut(image, n));
                return;
            }
            long place = random.nextLong(code.hits);
            if (place < examples) {
                code.patches.set((int) place, cut(image, n));
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
