package io.beitstream.infra.cli;

import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.sink.AvroFileSinks;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where {@code extract} writes. */
final class OutputGroup {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "a folder for files; it must be empty or new")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "avro",
            defaultValue = "avro",
            description = "of the files (default: ${DEFAULT-VALUE})")
    private String format = "avro";

    @Option(names = "--tokens-topic", paramLabel = "TOPIC", description = "for visual tokens")
    private @Nullable String tokensTopic;

    @Option(names = "--embeddings-topic", paramLabel = "TOPIC", description = "for embeddings")
    private @Nullable String embeddingsTopic;

    @Option(names = "--dead-letters-topic", paramLabel = "TOPIC", description = "for what failed")
    private @Nullable String deadLettersTopic;

    @Option(
            names = "--delivery",
            paramLabel = "at-least-once|exactly-once",
            defaultValue = "at-least-once",
            description = "to Kafka (default: ${DEFAULT-VALUE}); files are exactly-once always")
    private String delivery = "at-least-once";

    @Option(
            names = "--transactional-id-prefix",
            paramLabel = "NAME",
            defaultValue = "beitstream",
            description =
                    "unique among all jobs that write to the cluster (default: ${DEFAULT-VALUE})")
    private String transactionalIdPrefix = "beitstream";

    @Option(
            names = "--transaction-timeout",
            paramLabel = "DURATION",
            defaultValue = "15m",
            description = "for exactly-once (default: ${DEFAULT-VALUE})")
    private Duration transactionTimeout = KafkaSinkOptions.DEFAULT_TRANSACTION_TIMEOUT;

    @Option(
            names = "--max-dead-letter-bytes",
            paramLabel = "N",
            defaultValue = "1000000",
            description =
                    "events larger than this are left out of their dead letters, which then only point to them"
                            + " (default: ${DEFAULT-VALUE})")
    int maxDeadLetterBytes = FeatureExtractionOptions.DEFAULT_MAX_DEAD_LETTER_BYTES;

    /**
     * @param resuming whether the job goes on from a checkpoint, and so in the folder it left
     */
    void validate(boolean resuming) throws IOException {
        boolean topics = tokensTopic != null || embeddingsTopic != null || deadLettersTopic != null;
        if ((out == null) == !topics) {
            throw new IllegalArgumentException(
                    "name either --out or --tokens-topic, --embeddings-topic and --dead-letters-topic");
        }
        if (topics
                && (tokensTopic == null || embeddingsTopic == null || deadLettersTopic == null)) {
            throw new IllegalArgumentException(
                    "Kafka output needs all of --tokens-topic, --embeddings-topic and --dead-letters-topic");
        }
        if (!format.equals("avro")) {
            throw new IllegalArgumentException("unknown --format '" + format + "': use avro");
        }
        if (out != null && !resuming && !isEmpty(out)) {
            throw new IllegalArgumentException(
                    out + " is not empty: choose another --out, so that runs do not mix");
        }
        Delivery.of(delivery);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    @Nullable Path directory() {
        return out;
    }

    List<String> topics() {
        return Stream.of(tokensTopic, embeddingsTopic, deadLettersTopic)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    @Nullable Duration transactionTimeoutIfUsed() {
        return out == null && Delivery.of(delivery) == Delivery.EXACTLY_ONCE
                ? transactionTimeout
                : null;
    }

    Optional<KafkaSinkOptions> kafkaOptions(KafkaMixin kafka) throws IOException {
        if (out != null) {
            return Optional.empty();
        }
        return Optional.of(
                new KafkaSinkOptions(
                        kafka.bootstrapServers(),
                        kafka.clientProperties(),
                        Delivery.of(delivery),
                        transactionalIdPrefix,
                        transactionTimeout));
    }

    FeatureSinks sinks(KafkaMixin kafka) throws IOException {
        if (out != null) {
            return AvroFileSinks.of(
                    new org.apache.flink.core.fs.Path(out.toAbsolutePath().toUri()));
        }
        if (tokensTopic == null || embeddingsTopic == null || deadLettersTopic == null) {
            throw new IllegalStateException("not validated");
        }
        return KafkaSinks.of(
                kafkaOptions(kafka).orElseThrow(), tokensTopic, embeddingsTopic, deadLettersTopic);
    }
}
