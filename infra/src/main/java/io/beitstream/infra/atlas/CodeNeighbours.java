package io.beitstream.infra.atlas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The codes whose vectors are nearest to a code's, by cosine. */
final class CodeNeighbours {
    private final float[] unit;
    private final int count;
    private final int width;

    /** Another code, and the cosine of both vectors. */
    record Neighbour(int code, float cosine) {}

    /**
     * @param vectors {@code (count, width)}, row-major
     */
    CodeNeighbours(float[] vectors, int count) {
        this.count = count;
        this.width = vectors.length / count;
        this.unit = vectors.clone();
        for (int row = 0; row < count; row++) {
            normalize(row * width);
        }
    }

    private void normalize(int from) {
        double squares = 0;
        for (int i = from; i < from + width; i++) {
            squares += (double) unit[i] * unit[i];
        }
        float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
        for (int i = from; i < from + width; i++) {
            unit[i] *= scale;
        }
    }

    /** The nearest first. */
    List<Neighbour> of(int code, int wanted) {
        Comparator<Neighbour> byCosine =
                Comparator.<Neighbour>comparingDouble(Neighbour::cosine)
                        .thenComparing(Comparator.comparingInt(Neighbour::code).reversed());
        PriorityQueue<Neighbour> best = new PriorityQueue<>(byCosine);
        for (int other = 0; other < count; other++) {
            if (other != code) {
                best.add(new Neighbour(other, cosine(code, other)));
                if (best.size() > wanted) {
                    best.poll();
                }
            }
        }
        List<Neighbour> sorted = new ArrayList<>(best);
        sorted.sort(byCosine.reversed());
        return sorted;
    }

    private float cosine(int a, int b) {
        float sum = 0;
        for (int i = 0; i < width; i++) {
            sum += unit[a * width + i] * unit[b * width + i];
        }
        return sum;
    }
}
