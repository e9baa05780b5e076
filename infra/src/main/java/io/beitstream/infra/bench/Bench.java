package io.beitstream.infra.bench;

import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.embedded.TemporaryDirectory;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/**
 * Measures a machine, part by part: each part's figures are there when the next one begins, for the
 * bound of the whole is made of its parts.
 */
public final class Bench {
    private final BenchOptions options;
    private final String mainClass;
    private final Consumer<String> out;
    private final Map<BenchPart, Findings> found = new EnumMap<>(BenchPart.class);

    /**
     * @param mainClass the command line's, for what is measured in a process of its own
     * @param out where lines for people go
     */
    public Bench(BenchOptions options, String mainClass, Consumer<String> out) {
        this.options = options;
        this.mainClass = mainClass;
        this.out = out;
    }

    /** All parts that are needed to measure the given ones. */
    public static Set<BenchPart> withNeeded(Set<BenchPart> wanted) {
        EnumSet<BenchPart> all = EnumSet.noneOf(BenchPart.class);
        for (BenchPart part : wanted) {
            all.add(part);
            all.addAll(withNeeded(Set.copyOf(part.needs())));
        }
        return all;
    }

    /** Measures; may be called once. */
    public BenchReport run() throws Exception {
        double peak = 0;
        double networks = 0;
        double preparing = 0;
        if (begins(BenchPart.PEAK)) {
            peak = PeakBench.measure(options, findings(BenchPart.PEAK));
            say(BenchPart.PEAK);
        }
        if (begins(BenchPart.FORWARD)) {
            networks = ForwardBench.measure(options, peak, findings(BenchPart.FORWARD));
            say(BenchPart.FORWARD);
        }
        if (begins(BenchPart.PRECISIONS)) {
            PrecisionBench bench = new PrecisionBench(options, findings(BenchPart.PRECISIONS));
            bench.tokenizer();
            for (MeasuredEncoder encoder : options.encoders()) {
                bench.encoder(encoder);
            }
            say(BenchPart.PRECISIONS);
        }
        if (begins(BenchPart.DECODE)) {
            preparing = DecodeBench.measure(options, findings(BenchPart.DECODE));
            say(BenchPart.DECODE);
        }
        if (begins(BenchPart.JOB)) {
            jobs(networks, preparing);
        }
        if (begins(BenchPart.TRAINING)) {
            try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-bench-models")) {
                TrainingBench.measure(
                        options,
                        ShippedModels.tokenizer(scratch.path()),
                        findings(BenchPart.TRAINING));
            }
            say(BenchPart.TRAINING);
        }
        if (begins(BenchPart.STARTUP)) {
            StartupBench.measure(options, mainClass, findings(BenchPart.STARTUP));
            say(BenchPart.STARTUP);
        }
        return new BenchReport(options, found);
    }

    private void jobs(double networks, double preparing) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedFlink flink =
                        EmbeddedFlink.start(JobSetup.parallelism(), new Configuration())) {
            BenchTopics topics = new BenchTopics(kafka, options.encoders());
            double full =
                    new JobBench(options, flink, topics)
                            .measure(networks, preparing, findings(BenchPart.JOB));
            say(BenchPart.JOB);
            if (begins(BenchPart.LATENCY)) {
                new LatencyBench(options, flink, topics).measure(full, findings(BenchPart.LATENCY));
                say(BenchPart.LATENCY);
            }
        }
    }

    private boolean begins(BenchPart part) {
        return options.parts().contains(part);
    }

    private Findings findings(BenchPart part) {
        return found.computeIfAbsent(part, p -> new Findings());
    }

    private void say(BenchPart part) {
        out.accept(part.label());
        findings(part).lines().forEach(line -> out.accept("  " + line));
    }
}
