package io.beitstream.model.training.run;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.file.Publication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the metrics of a round of what its trainers report, step by step. */
final class MetricsMerge {
    private MetricsMerge() {}

    /**
     * Writes the mean of each step.
     *
     * @param trainers files of as many lines
     * @param ofLast further figures of the last step
     */
    static void write(Path round, List<Path> trainers, Map<TrainingMetric, Double> ofLast)
            throws IOException {
        List<BufferedReader> readers = new ArrayList<>();
        try {
            for (Path trainer : trainers) {
                readers.add(Files.newBufferedReader(trainer));
            }
            Publication.write(
                    round,
                    channel -> {
                        Writer lines = Channels.newWriter(channel, StandardCharsets.UTF_8);
                        StepMetrics mean = next(readers);
                        while (mean != null) {
                            StepMetrics after = next(readers);
                            StepMetrics step = after == null ? mean.with(ofLast) : mean;
                            lines.write(step.toJson() + "\n");
                            mean = after;
                        }
                        lines.flush();
                    });
        } finally {
            for (BufferedReader reader : readers) {
                reader.close();
            }
        }
    }

    /** The mean of a step; null behind the last. */
    private static @Nullable StepMetrics next(List<BufferedReader> readers) throws IOException {
        List<StepMetrics> step = new ArrayList<>();
        for (BufferedReader reader : readers) {
            String line = reader.readLine();
            if (line == null) {
                return null;
            }
            step.add(StepMetrics.parse(line));
        }
        return StepMetrics.mean(step);
    }
}
