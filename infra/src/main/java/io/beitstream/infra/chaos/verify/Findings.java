package io.beitstream.infra.chaos.verify;

import io.beitstream.infra.chaos.stream.ImageId;
import java.util.ArrayList;
import java.util.List;

/**
 * Images with which something is wrong.
 *
 * @param first the ids of the first of them
 */
public record Findings(int count, List<String> first) {
    private static final int SHOWN = 20;

    /** Collects them, in rising order. */
    static final class Collector {
        private final List<String> first = new ArrayList<>();
        private int count;

        void add(int index) {
            count++;
            if (count <= SHOWN) {
                first.add(ImageId.of(index));
            }
        }

        Findings findings() {
            return new Findings(count, List.copyOf(first));
        }
    }
}
