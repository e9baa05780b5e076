package io.beitstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassificationTest {
    @Test
    void neighboursVoteByTheirCosine() throws Exception {
        // Two far neighbours of one class against a near one of the other: exp(1 / 0.07) outweighs.
        LabelledFeatures train =
                new LabelledFeatures(
                        2, new float[] {1, 0, 0.6f, 0.8f, 0.6f, 0.8f}, List.of("a", "b", "b"));
        LabelledFeatures test = new LabelledFeatures(2, new float[] {5, 0.1f}, List.of("a"));

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
        LabelledFeatures train = new LabelledFeatures(1, new float[] {1, -1}, List.of("a", "b"));
        LabelledFeatures test = new LabelledFeatures(1, new float[] {1}, List.of("c"));

        assertThat(NearestNeighbours.STANDARD.accuracy(train, test, "cpu")).isZero();
        assertThat(LinearProbe.STANDARD.accuracy(train, test, "cpu")).isZero();
    }

    private static LabelledFeatures clusters(int count, long seed, double distance) {
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
        return new LabelledFeatures(8, values, labels);
    }
}
