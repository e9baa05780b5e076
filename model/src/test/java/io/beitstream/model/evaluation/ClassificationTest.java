package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassificationTest {
    @Test
    void neighboursVoteByTheirCosine() throws Exception {
        // Two far neighbours of one class against a near one of the other: exp(1 / 0.07) outweighs.
        LabelledFeatures train =
                features(2, new float[] {1, 0, 0.6f, 0.8f, 0.6f, 0.8f}, List.of("a", "b", "b"));
        LabelledFeatures test = features(2, new float[] {5, 0.1f}, List.of("a"));

        assertThat(new NearestNeighbours(3, 0.07).accuracy(train, test, "cpu")).isEqualTo(1);
        // With a high temperature two outvote one.
        assertThat(new NearestNeighbours(3, 10).accuracy(train, test, "cpu")).isZero();
        // With one neighbour only the nearest counts.
        assertThat(new NearestNeighbours(1, 10).accuracy(train, test, "cpu")).isEqualTo(1);
    }

    @Test
    void separableClassesAreFoundAndNoiseIsNot() throws Exception {
        LabelledFeatures train = clusters(300, 1, 1);
        LabelledFeatures test = clusters(100, 2, 1);

        assertThat(NearestNeighbours.STANDARD.accuracy(train, test, "cpu")).isGreaterThan(0.9);
        assertThat(LinearProbe.STANDARD.accuracy(train, test, "cpu")).isGreaterThan(0.9);
        LabelledFeatures noise = clusters(300, 3, 0);
        assertThat(NearestNeighbours.STANDARD.accuracy(noise, clusters(100, 4, 0), "cpu"))
                .isBetween(0.1, 0.6);
    }

    @Test
    void aClassThatWasNeverSeenIsNeverRight() throws Exception {
        LabelledFeatures train = features(1, new float[] {1, -1}, List.of("a", "b"));
        LabelledFeatures test = features(1, new float[] {1}, List.of("c"));

        assertThat(NearestNeighbours.STANDARD.accuracy(train, test, "cpu")).isZero();
        assertThat(LinearProbe.STANDARD.accuracy(train, test, "cpu")).isZero();
    }

    @Test
    void neighboursInOtherChunksCountAsInOne() throws Exception {
        // Two chunks of the training set; the right ones stand at both ends, all others disagree.
        int count = 20_000;
        float[] values = new float[2 * count];
        List<String> labels = new ArrayList<>(Collections.nCopies(count, "far"));
        for (int i = 0; i < count; i++) {
            values[2 * i + 1] = 1;
        }
        for (int i : new int[] {0, 1, count - 2, count - 1}) {
            values[2 * i] = 10;
            labels.set(i, i < 2 ? "first" : "last");
        }
        values[2 * count - 2] = 100; // nearer to the query than the rest
        LabelledFeatures train = features(2, values, labels);
        // Two groups of queries.
        float[] asked = new float[2 * 1100];
        for (int i = 0; i < 1100; i++) {
            asked[2 * i] = 1;
        }
        List<String> last = Collections.nCopies(1100, "last");
        LabelledFeatures test = features(2, asked, last);

        assertThat(new NearestNeighbours(4, 0.07).accuracy(train, test, "cpu")).isEqualTo(1);
        assertThat(new NearestNeighbours(1, 0.07).accuracy(train, test, "cpu")).isEqualTo(1);
    }

    @Test
    void featuresComeBackWithTheirLabels() throws Exception {
        try (LabelledFeatures features =
                features(2, new float[] {1, 2, 3, 4, 5, 6}, List.of("b", "a", "b"))) {
            assertThat(features.labels()).containsExactly("b", "a");
            assertThat(features.feature(1)).containsExactly(3, 4);
            assertThat(features.label(1)).isEqualTo("a");
            assertThat(features.label(2)).isEqualTo("b");
        }
    }

    private static LabelledFeatures clusters(int count, long seed, double distance)
            throws Exception {
        Random random = new Random(seed);
        float[] values = new float[count * 8];
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = i % 3;
            labels.add("class " + label);
            for (int d = 0; d < 8; d++) {
                double centre = d == label ? 10 * distance : 0;
                values[i * 8 + d] = (float) (centre + random.nextGaussian());
            }
        }
        return features(8, values, labels);
    }

    private static LabelledFeatures features(int dimension, float[] values, List<String> labels)
            throws Exception {
        LabelledFeatures features = new LabelledFeatures(dimension, labels.size());
        for (int i = 0; i < labels.size(); i++) {
            int from = i * dimension;
            features.add(Arrays.copyOfRange(values, from, from + dimension), labels.get(i));
        }
        return features;
    }
}
