package io.beitstream.model.layers;

import io.beitstream.model.tensor.HostTensor;
import java.lang.ref.SoftReference;

/** The grid of patches that relative position biases are defined on (reference section 3.2). */
public record Window(int height, int width) {
    private static volatile SoftReference<Indexed> last = new SoftReference<>(null);

    private record Indexed(Window window, HostTensor index) {}

    /**
     * Rows of the table: one for each offset, and three for [CLS] as query, as key, and as both.
     */
    public int tableRows() {
        return (2 * height - 1) * (2 * width - 1) + 3;
    }

    /** Patches and [CLS]. */
    public int tokens() {
        return height * width + 1;
    }

    /**
     * The table row for each (query, key), [CLS] first: int64 {@code (T, T)}. The blocks of a
     * network share one: it has 8 MB at 512 pixels.
     */
    public HostTensor relativePositionIndex() {
        Indexed known = last.get();
        if (known == null || !known.window().equals(this)) {
            known = new Indexed(this, computedIndex());
            last = new SoftReference<>(known);
        }
        return known.index();
    }

    private HostTensor computedIndex() {
        int tokens = tokens();
        int rows = tableRows();
        long[] index = new long[tokens * tokens];
        for (int query = 0; query < tokens; query++) {
            for (int key = 0; key < tokens; key++) {
                index[query * tokens + key] = row(query, key, rows);
            }
        }
        return HostTensor.ofLongs(index, tokens, tokens);
    }

    private long row(int query, int key, int rows) {
        if (query == 0) {
            return key == 0 ? rows - 1 : rows - 3;
        }
        if (key == 0) {
            return rows - 2;
        }
        int down = (query - 1) / width - (key - 1) / width + height - 1;
        int right = (query - 1) % width - (key - 1) % width + width - 1;
        return (long) down * (2 * width - 1) + right;
    }
}
