package io.beitstream.infra.sql;

import com.sun.management.OperatingSystemMXBean;
import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.jobs.FeatureExtractionJob;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.jobs.source.KafkaImageSource;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Photos from a topic to topics, by the job and by the example's statements in turn, in one JVM:
 * {@code ThroughputTrial PHOTOS RUNS}. Prints time and processor time of each run, and medians.
 */
final class ThroughputTrial {
    private static final Path EXAMPLE = Path.of("../docs/examples/features.sql");
    private static final int SLOTS = 2;

    private final EmbeddedKafka kafka;
    private final EmbeddedFlink flink;
    private final Path tokenizer;
    private final Path encoder;

    private ThroughputTrial(
            EmbeddedKafka kafka, EmbeddedFlink flink, Path tokenizer, Path encoder) {
        this.kafka = kafka;
        this.flink = flink;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
    }

    /** What a run took, in seconds: from submission to end, and of processors with planning. */
    private record Cost(double wall, double processor) {}

    private interface Work {
        /** Gives the milliseconds from the job's submission to its end. */
        long run(String suffix) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int runs = Integer.parseInt(arguments[1]);
        try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-sql-trial");
                EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedFlink flink = EmbeddedFlink.start(SLOTS, new Configuration())) {
            ThroughputTrial trial =
                    new ThroughputTrial(
                            kafka,
                            flink,
                            ShippedModels.tokenizer(scratch.path()),
                            ShippedModels.encoder(scratch.path()));
            kafka.createTopics(SLOTS, "images");
            int images =
                    new Photos(Path.of(arguments[0])).publish(kafka.bootstrapServers(), "images");
            trial.measure(trial::extract, "warm-job");
            trial.measure(trial::sql, "warm-sql");
            Cost[] byJob = new Cost[runs];
            Cost[] bySql = new Cost[runs];
            for (int i = 0; i < runs; i++) {
                byJob[i] = trial.measure(trial::extract, "job-" + i);
                bySql[i] = trial.measure(trial::sql, "sql-" + i);
                System.out.printf(
                        Locale.ROOT,
                        "%d images: job %.2f s, %.2f s of processors; SQL %.2f s, %.2f s%n",
                        images,
                        byJob[i].wall(),
                        byJob[i].processor(),
                        bySql[i].wall(),
                        bySql[i].processor());
            }
            System.out.printf(
                    Locale.ROOT,
                    "throughput of SQL over that of the job: %.2f by time, %.2f by processor time%n",
                    median(byJob, true) / median(bySql, true),
                    median(byJob, false) / median(bySql, false));
        }
        System.exit(0);
    }

    private static double median(Cost[] costs, boolean wall) {
        double[] sorted =
                Arrays.stream(costs)
                        .mapToDouble(cost -> wall ? cost.wall() : cost.processor())
                        .sorted()
                        .toArray();
        return sorted[sorted.length / 2];
    }

    private Cost measure(Work work, String suffix) throws Exception {
        for (String topic : List.of("visual-tokens-", "image-embeddings-", "dead-letters-")) {
            kafka.createTopics(1, topic + suffix);
        }
        OperatingSystemMXBean machine =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processor = machine.getProcessCpuTime();
        long millis = work.run(suffix);
        return new Cost(millis / 1e3, (machine.getProcessCpuTime() - processor) / 1e9);
    }

    private long extract(String suffix) throws Exception {
        StreamExecutionEnvironment env = flink.environment();
        env.setParallelism(SLOTS);
        InferenceOptions inference = new InferenceOptions("cpu", Precision.AUTO);
        ModelSpecs models = ModelSpecs.of(inference);
        FeatureExtractionOptions options =
                FeatureExtractionOptions.of(
                                models.tokenizer(tokenizer),
                                models.encoder(encoder),
                                InferenceSettings.of(
                                        inference, 8, InferenceSettings.DEFAULT_LINGER))
                        .withReuse(FeatureExtractionOptions.DEFAULT_REUSE_BYTES);
        FeatureExtractionJob.define(
                env,
                options,
                KafkaImageSource.of(
                        new KafkaImageSource.Options(
                                kafka.bootstrapServers(),
                                "images",
                                "trial-" + suffix,
                                Map.of(),
                                KafkaImageSource.Start.EARLIEST,
                                true)),
                KafkaSinks.of(
                        new KafkaSinkOptions(
                                kafka.bootstrapServers(),
                                Map.of(),
                                Delivery.AT_LEAST_ONCE,
                                "trial-" + suffix,
                                Duration.ofMinutes(15),
                                FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES),
                        "visual-tokens-" + suffix,
                        List.of("image-embeddings-" + suffix),
                        "dead-letters-" + suffix));
        return env.execute("job " + suffix).getNetRuntime();
    }

    private long sql(String suffix) throws Exception {
        StreamExecutionEnvironment env = flink.environment();
        env.setParallelism(SLOTS);
        StreamTableEnvironment sql = StreamTableEnvironment.create(env);
        Map<String, String> places = new HashMap<>();
        places.put("localhost:9092", kafka.bootstrapServers());
        places.put("/models/tokenizer", tokenizer.toString());
        places.put("/models/encoder", encoder.toString());
        places.put("'visual-tokens'", "'visual-tokens-" + suffix + "'");
        places.put("'image-embeddings'", "'image-embeddings-" + suffix + "'");
        places.put("'dead-letters'", "'dead-letters-" + suffix + "'");
        for (String statement : SqlScript.read(EXAMPLE).statements(places)) {
            if (!statement.startsWith("EXECUTE")) {
                SqlScript.run(sql, statement);
                continue;
            }
            sql.getConfig().set("table.dml-sync", "false");
            JobClient job = sql.executeSql(statement).getJobClient().orElseThrow();
            return job.getJobExecutionResult().get().getNetRuntime();
        }
        throw new AssertionError("the example executes nothing");
    }
}
