package io.beitstream.jobs.metrics;

import io.beitstream.jobs.pipeline.outcome.Codes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often each code occurs in the last images. Begins anew with another tokenizer. Thread-safe.
 */
final class CodebookWindow {
    private final int images;
    private final Deque<int[]> last = new ArrayDeque<>();
    private String modelId = "";
    private int[] counts = new int[0];
    private long total;

    /**
     * @param images that it holds
     */
    CodebookWindow(int images) {
        this.images = images;
    }

    synchronized void add(Codes codes) {
        if (!codes.modelId().equals(modelId)) {
            modelId = codes.modelId();
            counts = new int[codes.codebookSize()];
            last.clear();
            total = 0;
        }
        if (last.size() == images) {
            count(last.remove(), -1);
        }
        last.add(codes.values());
        count(codes.values(), 1);
    }

    private void count(int[] values, int times) {
        for (int code : values) {
            counts[code] += times;
        }
        total += (long) times * values.length;
    }

    /** The share of the codebook that occurs; 0 before the first image. */
    synchronized double usage() {
        int used = 0;
        for (int count : counts) {
            used += count > 0 ? 1 : 0;
        }
        return counts.length == 0 ? 0 : (double) used / counts.length;
    }

    /** exp of the entropy of the codes, in codes; 0 before the first image. */
    synchronized double perplexity() {
        if (total == 0) {
            return 0;
        }
        double sum = 0;
        for (int count : counts) {
            sum += count > 0 ? count * Math.log(count) : 0;
        }
        return Math.exp(Math.log(total) - sum / total);
    }
}
