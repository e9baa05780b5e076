package io.beitstream.model.training.run;

import io.beitstream.model.TrainingMetric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a run, thinned to what a curve can show: at most {@value #MOST_POINTS} points, each
 * the mean of equally many steps, and after them the last step. Up to that many steps are all
 * there.
 */
final class ThinnedSteps {
    private static final int MOST_POINTS = 1024;

    private final List<Point> points = new ArrayList<>();
    private int stepsOfPoint = 1;
    private @Nullable StepMetrics last;

    /** Some steps that are next to each other. */
    private static final class Point {
        private final Map<TrainingMetric, Double> sums = new EnumMap<>(TrainingMetric.class);
        private final Map<TrainingMetric, Integer> counts = new EnumMap<>(TrainingMetric.class);
        private int step;
        private int epoch;
        private int steps;

        void add(StepMetrics metrics) {
            metrics.values()
                    .forEach(
                            (metric, value) -> {
                                sums.merge(metric, value, Double::sum);
                                counts.merge(metric, 1, Integer::sum);
                            });
            step = metrics.step();
            epoch = metrics.epoch();
            steps++;
        }

        void add(Point later) {
            later.sums.forEach((metric, sum) -> sums.merge(metric, sum, Double::sum));
            later.counts.forEach((metric, count) -> counts.merge(metric, count, Integer::sum));
            step = later.step;
            epoch = later.epoch;
            steps += later.steps;
        }

        Point copy() {
            Point copy = new Point();
            copy.add(this);
            return copy;
        }

        StepMetrics mean() {
            Map<TrainingMetric, Double> means = new EnumMap<>(sums);
            means.replaceAll((metric, sum) -> sum / counts.getOrDefault(metric, 1));
            return new StepMetrics(step, epoch, means);
        }
    }

    ThinnedSteps() {}

    /** A copy, to which other steps are added. */
    ThinnedSteps(ThinnedSteps others) {
        others.points.forEach(point -> points.add(point.copy()));
        stepsOfPoint = others.stepsOfPoint;
        last = others.last;
    }

    void add(StepMetrics step) {
        StepMetrics before = last;
        last = step;
        if (before == null) {
            return;
        }
        if (points.isEmpty() || points.get(points.size() - 1).steps == stepsOfPoint) {
            if (points.size() == MOST_POINTS) {
                halve();
            }
            points.add(new Point());
        }
        points.get(points.size() - 1).add(before);
    }

    private void halve() {
        for (int i = 0; i < MOST_POINTS / 2; i++) {
            Point point = points.get(2 * i);
            point.add(points.get(2 * i + 1));
            points.set(i, point);
        }
        points.subList(MOST_POINTS / 2, MOST_POINTS).clear();
        stepsOfPoint *= 2;
    }

    /** The points, the last of them the last step. */
    List<StepMetrics> points() {
        List<StepMetrics> means = new ArrayList<>();
        points.forEach(point -> means.add(point.mean()));
        if (last != null) {
            means.add(last);
        }
        return means;
    }
}
