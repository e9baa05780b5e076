package io.beitstream.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every part runs, and what they find fits together; how fast this machine is does not matter. */
@Timeout(180)
class BenchITCase {
    private static final int JOB_IMAGES = 24;

    @TempDir private Path folder;

    @Test
    void theFiguresFitTogether() throws Exception {
        List<String> said = new ArrayList<>();
        Set<BenchPart> parts = EnumSet.allOf(BenchPart.class);
        parts.remove(BenchPart.STARTUP); // a test's class path is not a command line's

        Path json = folder.resolve("bench.json");
        new Bench(options(parts), "unused", said::add).run().writeJson(json);

        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(said).contains("peak", "forward", "precisions", "decode", "job", "latency");
        JsonNode job = figures.get("job");
        double bound = job.get("boundImagesPerSecond").asDouble();
        JsonNode forward = figures.get("forward");
        double networks =
                (seconds(forward, "tokenizerBatch4")
                                + seconds(forward, "encoder-aBatch4")
                                + seconds(forward, "encoder-bBatch4"))
                        / 4;
        for (String input : List.of("files", "kafka")) {
            double rate = JOB_IMAGES / job.get(input).get("medianSeconds").asDouble();
            assertThat(job.get(input + "ShareOfBound").asDouble())
                    .isCloseTo(rate / bound, within(1e-9));
            assertThat(job.get(input + "TimesNetworks").asDouble())
                    .isCloseTo(1 / rate / networks, within(1e-6));
        }
        double preparing = 1 / figures.get("decode").get("preparedPerSecondAndCore").asDouble();
        assertThat(bound)
                .isCloseTo(1 / (networks + preparing / JobSetup.parallelism()), within(1e-6));
        assertThat(figures.get("precisions").get("encoder-b.fp32.leastCosine").asDouble())
                .isCloseTo(1, within(1e-6));
        JsonNode latency = figures.get("latency");
        for (int load : new int[] {25, 50, 75}) {
            assertThat(latency.get("load" + load + "P99Millis").asDouble())
                    .isGreaterThanOrEqualTo(latency.get("load" + load + "P50Millis").asDouble());
        }
        assertThat(seconds(figures.get("training"), "tokenizerStep")).isPositive();
        assertThat(seconds(figures.get("training"), "pretrainingStep")).isPositive();
    }

    @Test
    void aPartBringsWhatItNeeds() {
        assertThat(Bench.withNeeded(Set.of(BenchPart.LATENCY)))
                .containsExactlyInAnyOrder(
                        BenchPart.PEAK,
                        BenchPart.FORWARD,
                        BenchPart.DECODE,
                        BenchPart.JOB,
                        BenchPart.LATENCY);
        assertThat(Bench.withNeeded(Set.of(BenchPart.DECODE))).containsExactly(BenchPart.DECODE);
    }

    private static double seconds(JsonNode part, String name) {
        return part.get(name).get("medianSeconds").asDouble();
    }

    private BenchOptions options(Set<BenchPart> parts) throws Exception {
        Path encoder = ShippedModels.encoder(folder.resolve("models"));
        return new BenchOptions(
                parts,
                ShippedModels.tokenizer(folder.resolve("models")),
                List.of(new MeasuredEncoder("a", encoder), new MeasuredEncoder("b", encoder)),
                SampleImages.create().stream().limit(8).map(SampleImages.Sample::bytes).toList(),
                1,
                4,
                new InferenceOptions("cpu", Precision.FP32),
                List.of(Precision.FP32, Precision.INT8),
                JOB_IMAGES,
                1);
    }
}
