package io.beitstream.model.training.task;

import java.util.stream.LongStream;

/** Counts how often each code is used. Whole numbers: nothing decays, nothing underflows. */
public final class CodeHits {
    private final long[] hits;
    private long total;

    public CodeHits(int codes) {
        this.hits = new long[codes];
    }

    public void add(long[] codes) {
        for (long code : codes) {
            add((int) code);
        }
    }

    public void add(int code) {
        hits[code]++;
        total++;
    }

    /** How often a code was used. */
    public long of(int code) {
        return hits[code];
    }

    /** How often all codes were used together. */
    public long total() {
        return total;
    }

    /** The size of the codebook. */
    public int codes() {
        return hits.length;
    }

    /** Codes that were never used. */
    public int unused() {
        int unused = 0;
        for (long count : hits) {
            unused += count == 0 ? 1 : 0;
        }
        return unused;
    }

    /** The share of the codes that were used. */
    public double usage() {
        return 1 - (double) unused() / hits.length;
    }

    /** The share of the most frequent code. */
    public double largestShare() {
        return (double) LongStream.of(hits).max().orElse(0) / total;
    }

    /** exp of the entropy of the hits: as many equally frequent codes would be as varied. */
    public double perplexity() {
        return Math.exp(entropy());
    }

    /** The entropy of the hits, in nats: the cross entropy of who knows their shares alone. */
    public double entropy() {
        double entropy = 0;
        for (long count : hits) {
            if (count > 0) {
                double share = (double) count / total;
                entropy -= share * Math.log(share);
            }
        }
        return entropy;
    }
}
