package io.beitstream.infra.cli;

import io.beitstream.infra.state.JobName;
import io.beitstream.jobs.EncoderSpec;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.FeatureSinks;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.jobs.sink.KafkaSinks;
import io.beitstream.schemas.registry.CompatibilityLevel;
import io.beitstream.schemas.registry.TopicRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of the output: a folder or three topics, delivery and the size of records. */
final class OutputGroup {
    /** Producers keep room for the largest record in the heap; a topic may accept gigabytes. */
    private static final long MOST_BY_DEFAULT = 64 << 20;

    @ArgGroup(exclusive = false)
    private FileOutputGroup files = new FileOutputGroup();

    @Option(names = "--tokens-topic", paramLabel = "TOPIC", description = "for visual tokens")
    private @Nullable String tokensTopic;

    @Option(
            names = "--embeddings-topic",
            paramLabel = "[NAME=]TOPIC",
            description =
                    "for embeddings; of several encoders each has its own: NAME=TOPIC, or TOPIC-NAME where one TOPIC is given")
    private List<String> embeddingsTopics = List.of();

    @Option(names = "--dead-letters-topic", paramLabel = "TOPIC", description = "for what failed")
    private @Nullable String deadLettersTopic;

    @Option(
            names = "--delivery",
            paramLabel = "at-least-once|exactly-once",
            defaultValue = "at-least-once",
            description = "to Kafka (default: ${DEFAULT-VALUE}); files are exactly-once always")
    private String delivery = "at-least-once";

    @Option(
            names = "--transaction-timeout",
            paramLabel = "DURATION",
            defaultValue = "15m",
            description = "for exactly-once (default: ${DEFAULT-VALUE})")
    private Duration transactionTimeout = KafkaSinkOptions.DEFAULT_TRANSACTION_TIMEOUT;

    @Option(
            names = "--max-record-bytes",
            paramLabel = "SIZE",
            description =
                    "of a record with its key and headers; a larger one becomes a dead letter, a larger dead letter"
                            + " leaves its event out (default: what the output topics accept, at most 64 MiB)")
    private @Nullable MemorySize maxRecordBytes;

    @Option(
            names = "--schema-compatibility",
            paramLabel = "LEVEL",
            description =
                    "that the subjects in the schema registry must have (default: full_transitive for new ones; others keep theirs)")
    private @Nullable CompatibilityLevel compatibility;

    private List<String> encoders = List.of();

    /**
     * Checks what belongs together.
     *
     * @param tokens whether there are visual tokens to write
     * @param encoderNames of those whose embeddings are written
     */
    void validate(boolean tokens, List<String> encoderNames) {
        if (!tokens && encoderNames.isEmpty()) {
            throw new IllegalArgumentException("name a --tokenizer, an --encoder or both");
        }
        encoders = encoderNames;
        boolean topics =
                tokensTopic != null || !embeddingsTopics.isEmpty() || deadLettersTopic != null;
        if ((directory() == null) == !topics) {
            throw new IllegalArgumentException(
                    "name either --out or --tokens-topic, --embeddings-topic and --dead-letters-topic");
        }
        boolean lacksEmbeddings = !encoderNames.isEmpty() && embeddingsTopics.isEmpty();
        if (topics
                && ((tokens && tokensTopic == null)
                        || lacksEmbeddings
                        || deadLettersTopic == null)) {
            throw new IllegalArgumentException(
                    "Kafka output needs --dead-letters-topic, and for what is computed --tokens-topic and --embeddings-topic");
        }
        if (topics) {
            embeddingsTopics();
        }
        files.validate();
        Delivery.of(delivery);
    }

    /** Makes sure that a new run does not mix its files with those of another. */
    void requireEmpty() throws IOException {
        files.requireEmpty();
    }

    /** What the records of a job may take. */
    long maxRecordBytes(long acceptedByTopics) {
        if (maxRecordBytes != null) {
            return maxRecordBytes.getBytes();
        }
        return directory() == null
                ? Math.min(acceptedByTopics, MOST_BY_DEFAULT)
                : Integer.MAX_VALUE;
    }

    /** Where records go, in a word or two. */
    String target() {
        Location out = directory();
        return out != null
                ? out.name()
                : tokensTopic != null ? tokensTopic : embeddingsTopics().get(0);
    }

    boolean isExactlyOnceToKafka() {
        return directory() == null && Delivery.of(delivery) == Delivery.EXACTLY_ONCE;
    }

    @Nullable Location directory() {
        return files.directory();
    }

    List<String> topics() {
        return List.copyOf(topicOptions().keySet());
    }

    /** The topics, and the option of each. */
    Map<String, String> topicOptions() {
        Map<String, String> topics = new LinkedHashMap<>();
        if (directory() != null) {
            return topics;
        }
        if (tokensTopic != null) {
            topics.put(tokensTopic, "--tokens-topic");
        }
        for (String topic : encoders.isEmpty() ? embeddingsTopics : embeddingsTopics()) {
            topics.put(topic, "--embeddings-topic");
        }
        topics.put(String.valueOf(deadLettersTopic), "--dead-letters-topic");
        return topics;
    }

    /** The topics, and the kind of records in each. */
    List<TopicRecord> records() {
        List<TopicRecord> records = new ArrayList<>();
        if (directory() == null) {
            if (tokensTopic != null) {
                records.add(new TopicRecord(tokensTopic, "TokenSequence"));
            }
            embeddingsTopics()
                    .forEach(topic -> records.add(new TopicRecord(topic, "ImageEmbedding")));
            records.add(new TopicRecord(String.valueOf(deadLettersTopic), "DeadLetter"));
        }
        return records;
    }

    Optional<CompatibilityLevel> compatibility() {
        return Optional.ofNullable(compatibility);
    }

    /** The topic of each encoder. */
    private List<String> embeddingsTopics() {
        return encoders.stream().map(this::embeddingsTopic).toList();
    }

    private String embeddingsTopic(String encoder) {
        String plain = null;
        for (String value : embeddingsTopics) {
            int equals = value.indexOf('=');
            if (equals < 0) {
                plain = value;
            } else if (value.substring(0, equals).equals(encoder)) {
                return value.substring(equals + 1);
            }
        }
        if (plain == null) {
            throw new IllegalArgumentException(
                    "no topic for the embeddings of '%s': --embeddings-topic %s=TOPIC"
                            .formatted(encoder, encoder));
        }
        return EncoderSpec.suffixed(plain, encoder);
    }

    @Nullable Duration transactionTimeoutIfUsed() {
        return isExactlyOnceToKafka() ? transactionTimeout : null;
    }

    Optional<KafkaSinkOptions> kafkaOptions(KafkaMixin kafka, JobName name, long recordBytes)
            throws IOException {
        if (directory() != null) {
            return Optional.empty();
        }
        return Optional.of(
                new KafkaSinkOptions(
                        kafka.bootstrapServers(),
                        kafka.clientProperties(),
                        kafka.records(),
                        Delivery.of(delivery),
                        name.transactionalIdPrefix(),
                        transactionTimeout,
                        recordBytes));
    }

    /**
     * The ends of the job.
     *
     * @param interval between checkpoints
     */
    FeatureSinks sinks(KafkaMixin kafka, JobName name, long recordBytes, Duration interval)
            throws IOException {
        Location out = directory();
        if (out != null) {
            return files.sinks(out.path(), encoders, interval);
        }
        return KafkaSinks.of(
                kafkaOptions(kafka, name, recordBytes).orElseThrow(),
                String.valueOf(tokensTopic), // never written to where there is no tokenizer
                embeddingsTopics(),
                String.valueOf(deadLettersTopic));
    }
}
