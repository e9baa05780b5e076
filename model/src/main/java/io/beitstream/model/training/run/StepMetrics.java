package io.beitstream.model.training.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.TrainingMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The figures that one step reports: a JSON line.
 *
 * @param step counted from 1
 * @param epoch counted from 0
 */
public record StepMetrics(int step, int epoch, Map<TrainingMetric, Double> values) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The line, without its end. */
    public String toJson() {
        ObjectNode line = JSON.createObjectNode();
        line.put("step", step);
        line.put("epoch", epoch);
        values.forEach((metric, value) -> line.put(metric.label(), value));
        return line.toString();
    }

    /** Reads the complete lines of a file; only where they are few. */
    public static List<StepMetrics> read(Path file) throws IOException {
        List<StepMetrics> steps = new ArrayList<>();
        MetricsReader.read(file, 0, steps::add);
        return steps;
    }

    static StepMetrics parse(String line) throws JsonProcessingException {
        JsonNode json = JSON.readTree(line);
        Map<TrainingMetric, Double> values = new EnumMap<>(TrainingMetric.class);
        for (TrainingMetric metric : TrainingMetric.values()) {
            JsonNode value = json.get(metric.label());
            if (value != null) {
                values.put(metric, value.asDouble());
            }
        }
        return new StepMetrics(json.path("step").asInt(), json.path("epoch").asInt(), values);
    }

    /** The same with further figures. */
    StepMetrics with(Map<TrainingMetric, Double> more) {
        Map<TrainingMetric, Double> all = new EnumMap<>(values);
        all.putAll(more);
        return new StepMetrics(step, epoch, all);
    }

    /** The mean of what several trainers report of the same step; of those that report it. */
    public static StepMetrics mean(List<StepMetrics> trainers) {
        Map<TrainingMetric, Double> means = new EnumMap<>(TrainingMetric.class);
        for (TrainingMetric metric : TrainingMetric.values()) {
            List<Double> reported = new ArrayList<>();
            for (StepMetrics trainer : trainers) {
                Double value = trainer.values().get(metric);
                if (value != null) {
                    reported.add(value);
                }
            }
            double sum = 0;
            for (double value : reported) {
                sum += value / reported.size();
            }
            if (!reported.isEmpty()) {
                means.put(metric, sum);
            }
        }
        return new StepMetrics(trainers.get(0).step(), trainers.get(0).epoch(), means);
    }
}
