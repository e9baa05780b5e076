package io.beitstream.infra.training;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.training.run.StepMetrics;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One metric over the steps, drawn as SVG. */
final class Curve {
    private static final int WIDTH = 340;
    private static final int HEIGHT = 150;
    private static final int LEFT = 52;
    private static final int BOTTOM = 18;
    private static final int TOP = 8;

    /** Points drawn at most: more than pixels would only make the page heavy. */
    private static final int MOST_POINTS = 300;

    private static final double SMOOTHING = 0.9;

    private final List<Integer> steps = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();

    /** The weight of the last value in the running mean; 1 for no mean. */
    private final double freshness;

    private Curve(double freshness) {
        this.freshness = freshness;
    }

    static Curve of(TrainingMetric metric, List<StepMetrics> all) {
        List<StepMetrics> steps =
                all.stream()
                        .filter(
                                step ->
                                        Double.isFinite(
                                                step.values().getOrDefault(metric, Double.NaN)))
                        .toList();
        Curve curve = new Curve(metric.ofRound() ? 1 : 1 - SMOOTHING);
        int stride = Math.max(1, steps.size() / MOST_POINTS);
        for (int start = 0; start < steps.size(); start += stride) {
            int end = Math.min(steps.size(), start + stride);
            double sum = 0;
            for (StepMetrics step : steps.subList(start, end)) {
                sum += step.values().getOrDefault(metric, 0.0);
            }
            curve.steps.add(steps.get(end - 1).step());
            curve.values.add(sum / (end - start));
        }
        return curve;
    }

    int size() {
        return values.size();
    }

    double last() {
        List<Double> smooth = smooth();
        return smooth.get(smooth.size() - 1);
    }

    private List<Double> smooth() {
        List<Double> smooth = new ArrayList<>();
        double mean = 0;
        double weight = 0;
        for (double value : values) {
            mean += freshness * (value - mean);
            weight += freshness * (1 - weight);
            smooth.add(mean / weight);
        }
        return smooth;
    }

    String svg(int allSteps) {
        double low = values.stream().mapToDouble(v -> v).min().orElse(0);
        double high = values.stream().mapToDouble(v -> v).max().orElse(1);
        if (high - low < 1e-12) {
            high = low + Math.max(1e-9, Math.abs(low));
        }
        StringBuilder svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, HEIGHT));
        for (double share : new double[] {0, 0.5, 1}) {
            double y = y(low + share * (high - low), low, high);
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e6eaf0\"/>"
                                    + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                            LEFT,
                            WIDTH,
                            y,
                            y,
                            LEFT - 4,
                            y + 3,
                            tick(low + share * (high - low))));
        }
        svg.append(
                "<text x=\"%d\" y=\"%d\">0</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">step %d</text>"
                        .formatted(LEFT, HEIGHT - 4, WIDTH, HEIGHT - 4, allSteps));
        svg.append(line(values, low, high, allSteps, "#c3ccd9", 1));
        svg.append(line(smooth(), low, high, allSteps, "#0b62d6", 1.8));
        return svg.append("</svg>").toString();
    }

    private String line(
            List<Double> drawn, double low, double high, int allSteps, String color, double width) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < drawn.size(); i++) {
            double x = LEFT + (WIDTH - LEFT - 2.0) * steps.get(i) / allSteps;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(drawn.get(i), low, high)));
        }
        return String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                points,
                color,
                width);
    }

    private static double y(double value, double low, double high) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low));
    }

    /** A number at an axis, in three significant digits. */
    private static String tick(double value) {
        return number(new BigDecimal(value).round(new MathContext(3)).doubleValue())
                .replaceAll("(\\.\\d*?)0+$", "$1")
                .replaceAll("\\.$", "");
    }

    /** A number in four significant digits. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString(Math.round(value));
        }
        boolean plain = Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6;
        return String.format(Locale.ROOT, plain ? "%.4g" : "%.2e", value);
    }
}
