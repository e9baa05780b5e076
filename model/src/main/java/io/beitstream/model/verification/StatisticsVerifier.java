package io.beitstream.model.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.training.data.MaskingGenerator;
import io.beitstream.model.training.step.CosineSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Compares schedules value by value, and the masks we draw with the statistics of the official
 * ones.
 */
final class StatisticsVerifier {
    private static final double SCHEDULE_TOLERANCE = 1e-12;

    /**
     * Both sides are samples; 5 standard errors of their difference pass 197 of 197 tests nearly
     * always.
     */
    private static final double STANDARD_ERRORS = 5;

    /** Half a unit of the last digit that the statistics are given with. */
    private static final double ROUNDING = 5e-5;

    private static final long SEED = 1;

    private StatisticsVerifier() {}

    static List<Comparison> verify(Path file) throws IOException {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file, "it is not JSON: " + e.getOriginalMessage());
        }
        if (json.isArray() && json.path(0).has("values")) {
            return schedules(json);
        } else if (json.has("cell_frequency")) {
            return masks(json);
        }
        throw new CheckpointException(file, "it holds neither schedules nor statistics of masks");
    }

    private static List<Comparison> schedules(JsonNode schedules) {
        List<Comparison> comparisons = new ArrayList<>();
        for (JsonNode schedule : schedules) {
            JsonNode given = schedule.path("args");
            CosineSchedule ours =
                    CosineSchedule.ofEpochs(
                            given.path("base").asDouble(),
                            given.path("final").asDouble(),
                            given.path("epochs").asInt(),
                            given.path("iterations_per_epoch").asInt(),
                            given.path("warmup_epochs").asInt());
            comparisons.add(
                    compare("schedule " + comparisons.size(), ours, schedule.path("values")));
        }
        return comparisons;
    }

    private static Comparison compare(String name, CosineSchedule ours, JsonNode values) {
        if (values.size() != ours.steps()) {
            return Comparison.failed(
                    name,
                    "we have %d steps, the reference %d".formatted(ours.steps(), values.size()));
        }
        double largest = 0;
        for (int step = 0; step < ours.steps(); step++) {
            largest = Math.max(largest, Math.abs(ours.at(step) - values.get(step).asDouble()));
        }
        return new Comparison(
                name, largest, 0, largest <= SCHEDULE_TOLERANCE, ours.steps() + " steps");
    }

    private static List<Comparison> masks(JsonNode json) {
        JsonNode config = json.path("config");
        int height = config.at("/grid/0").asInt();
        int width = config.at("/grid/1").asInt();
        MaskingGenerator generator =
                new MaskingGenerator(
                        height,
                        width,
                        config.path("masked").asInt(),
                        config.path("min_patches").asInt(),
                        config.path("max_patches").asInt(),
                        config.path("min_aspect").asDouble());
        MaskSample sample =
                MaskSample.draw(generator, json.path("draws").asInt(), new Random(SEED));
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(
                within("mean_masked", sample.meanMasked(), json.path("mean_masked").asDouble(), 0));
        for (int cell = 0; cell < height * width; cell++) {
            double theirs =
                    json.at("/cell_frequency/" + cell / width + "/" + cell % width).asDouble();
            double error = Math.sqrt(2 * theirs * (1 - theirs) / sample.draws());
            comparisons.add(
                    within(
                            "cell %d,%d".formatted(cell / width, cell % width),
                            sample.frequency(cell),
                            theirs,
                            STANDARD_ERRORS * error + ROUNDING));
        }
        if (json.has("mean_adjacent_masked_pairs")) {
            double error = Math.sqrt(2.0 / sample.draws()) * sample.adjacentDeviation();
            comparisons.add(
                    within(
                            "mean_adjacent_masked_pairs",
                            sample.meanAdjacent(),
                            json.path("mean_adjacent_masked_pairs").asDouble(),
                            STANDARD_ERRORS * error));
        }
        return comparisons;
    }

    private static Comparison within(String name, double ours, double theirs, double allowed) {
        double difference = Math.abs(ours - theirs);
        return new Comparison(
                name,
                difference,
                difference / Math.max(1e-12, Math.abs(theirs)),
                difference <= allowed,
                "%.4f, theirs %.4f, allowed %.4f apart".formatted(ours, theirs, allowed));
    }
}
