package io.beitstream.infra.bench;

import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.sink.AvroFileSinks;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.jobs.source.ImageFileFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.runtime.jobmaster.JobResult;

/**
 * Measures the whole job, start of the job included and that of the JVM not: from files to files,
 * and from Kafka to Kafka with brokers in this JVM.
 */
final class JobBench {
    private static final String KAFKA = "kafka";
    private static final Duration LONGEST = Duration.ofHours(1);

    private final BenchOptions options;
    private final EmbeddedFlink flink;
    private final BenchTopics topics;

    JobBench(BenchOptions options, EmbeddedFlink flink, BenchTopics topics) {
        this.options = options;
        this.flink = flink;
        this.topics = topics;
    }

    /**
     * Images a second that the job from Kafka to Kafka makes.
     *
     * @param networks seconds that all cores take for an image's networks, one after the other
     * @param preparing seconds that one core takes to prepare an image
     */
    double measure(double networks, double preparing, Findings findings) throws Exception {
        try (TemporaryDirectory scratch = new TemporaryDirectory("beitstream-bench")) {
            Path folder = writeImages(scratch.path().resolve("images"));
            topics.publish(Images.repeated(options.images(), options.jobImages()));
            Map<String, Series.Timed> turns = new LinkedHashMap<>();
            turns.put("files", () -> fromFiles(folder, scratch.path().resolve("out")));
            turns.put(KAFKA, this::fromKafka);
            Series.inTurn(1, turns); // warms up
            Map<String, Series> times = Series.inTurn(options.rounds(), turns);
            double bound = 1 / (networks + preparing / JobSetup.parallelism());
            findings.put("images", options.jobImages());
            findings.put("boundImagesPerSecond", bound);
            findings.say(
                    "the bound is %.1f images/s: %.2f ms for the networks, %.2f ms for preparing on all cores",
                    bound, networks * 1e3, preparing / JobSetup.parallelism() * 1e3);
            double fromKafka = 0;
            for (Map.Entry<String, Series> each : times.entrySet()) {
                double rate = options.jobImages() / each.getValue().median();
                findings.put(each.getKey(), each.getValue());
                findings.put(each.getKey() + "ShareOfBound", rate / bound);
                findings.put(each.getKey() + "TimesNetworks", 1 / rate / networks);
                findings.say(
                        "%-5s  %.2f of the bound  %8.1f images/s  %.2f times the networks alone",
                        each.getKey(), rate / bound, rate, 1 / rate / networks);
                fromKafka = each.getKey().equals(KAFKA) ? rate : fromKafka;
            }
            return fromKafka;
        }
    }

    private double fromFiles(Path folder, Path out) throws Exception {
        FileUtils.deleteDirectory(out.toFile());
        return run(
                "bench of files",
                JobSetup.below(folder),
                ImageFileFormat.source(
                        new org.apache.flink.core.fs.Path(folder.toUri()), Integer.MAX_VALUE),
                AvroFileSinks.of(
                        new org.apache.flink.core.fs.Path(out.toUri()),
                        options.encoders().stream().map(e -> e.of("embeddings")).toList()));
    }

    private double fromKafka() throws Exception {
        return run("bench of topics", JobSetup.inline(), topics.all(), topics.sinks());
    }

    private double run(
            String name,
            PrepareOptions prepare,
            Source<SourceRecord, ?, ?> source,
            FeatureSinks sinks)
            throws Exception {
        return Series.time(
                () -> {
                    JobResult result =
                            flink.await(
                                    flink.submit(
                                            JobSetup.define(options, prepare, source, sinks), name),
                                    LONGEST);
                    if (!result.isSuccess()) {
                        throw new IllegalStateException(
                                name + ": " + result.getSerializedThrowable().orElse(null));
                    }
                });
    }

    private Path writeImages(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<byte[]> images = options.images();
        for (int i = 0; i < options.jobImages(); i++) {
            Path file = folder.resolve("%06d.jpg".formatted(i));
            if (i < images.size()) {
                Files.write(file, images.get(i));
            } else {
                Files.createLink(file, folder.resolve("%06d.jpg".formatted(i % images.size())));
            }
        }
        return folder;
    }
}
