package io.beitstream.infra.jmh;

import io.beitstream.jobs.metrics.OutputMetrics;
import io.beitstream.jobs.metrics.StageMetrics;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.Precision;
import io.beitstream.schemas.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What measuring one image costs: 196 codes, 768 dimensions, five stages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MetricsBenchmark {
    private static final int IMAGES = 2000;
    private static final List<Stage> STAGES =
            List.of(Stage.SOURCE, Stage.FETCH, Stage.DECODE, Stage.TOKENIZE, Stage.ENCODE);

    private final List<ImageInFlight> images = new ArrayList<>();
    private OutputMetrics output;
    private StageMetrics stages;
    private int next;

    @Setup
    public void make() {
        output = OutputMetrics.register(new UnregisteredMetricsGroup(), true, List.of(""));
        stages =
                StageMetrics.register(new UnregisteredMetricsGroup(), STAGES, 32, System::nanoTime);
        Random random = new Random(1);
        for (int i = 0; i < IMAGES; i++) {
            images.add(image(random));
        }
    }

    private static ImageInFlight image(Random random) {
        SourceRecord record = new SourceRecord("images", 0, 1, 2, null, new byte[1]);
        Ticket ticket =
                Ticket.issue(new ByteBudget(1), DeadlineTimer.SYSTEM, Duration.ofDays(1), 0);
        float[] vector = new float[768];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = random.nextFloat();
        }
        return ImageInFlight.fetched(
                        new ImageContext(record, "id", 3L, Map.of()), ticket, new byte[1])
                .tokenized(
                        new Codes(
                                random.ints(196, 0, 8192).toArray(),
                                14,
                                14,
                                8192,
                                "t",
                                "p",
                                Precision.FP32))
                .encoded(
                        new Vectors(
                                new Embedding(vector, null),
                                FeatureSelection.DEFAULT,
                                14,
                                "e",
                                "p",
                                Precision.FP32));
    }

    @Benchmark
    public void output() {
        output.published(images.get(next++ % IMAGES));
    }

    @Benchmark
    public void stages() {
        for (Stage stage : STAGES) {
            stages.entered(stage);
            stages.left(stage, 1_000_000, true);
        }
        stages.batched(Stage.TOKENIZE, 8, 1_000_000, 1_000_000);
        stages.batched(Stage.ENCODE, 8, 1_000_000, 1_000_000);
    }
}
