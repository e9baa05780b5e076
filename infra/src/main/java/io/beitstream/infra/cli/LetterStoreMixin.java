package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.FileLetterStore;
import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.infra.deadletters.KafkaLetterStore;
import io.beitstream.infra.deadletters.LetterStore;
import io.beitstream.infra.deadletters.Originals;
import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.registry.TopicRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where dead letters lie. */
final class LetterStoreMixin {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private KafkaMixin kafka;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "the dead letters' Kafka topic")
    private @Nullable String topic;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "the folder that extract --out wrote, instead of a topic")
    private @Nullable Path directory;

    /**
     * Opens the letters.
     *
     * @throws IllegalArgumentException if they are named badly, or are not there
     */
    LetterStore open() throws IOException, InterruptedException {
        String named = topic;
        kafka.prepare(
                named == null ? List.of() : List.of(new TopicRecord(named, "DeadLetter")),
                spec.commandLine().getOut()::println);
        if ((named == null) == (directory == null)) {
            throw new IllegalArgumentException("name either --topic or --from");
        }
        if (named == null) {
            return new FileLetterStore(Objects.requireNonNull(directory));
        }
        requireTopics(Set.of(named), "--dead-letters-topic");
        return new KafkaLetterStore(clients(), named);
    }

    /** Finds events that are not in their letters, where there is a cluster to ask. */
    Originals originals() throws IOException {
        return new Originals(directory == null || kafka.isNamed() ? clients() : null);
    }

    KafkaClients clients() throws IOException {
        return kafka.clients();
    }

    /** Reads the events of letters, once these are open. */
    RecordCodec<ImageEvent> events() {
        return kafka.records().reading(ImageEvent.class);
    }

    /**
     * Checks that topics are there.
     *
     * @param option of 'topics create' that makes such topics
     */
    void requireTopics(Set<String> topics, String option) throws IOException, InterruptedException {
        new KafkaPreflight(kafka.bootstrapServers(), kafka.clientProperties())
                .check(topics.stream().collect(Collectors.toMap(topic -> topic, topic -> option)));
    }

    @Nullable String topic() {
        return topic;
    }

    /** The letters' place in words. */
    String place() {
        return topic == null ? String.valueOf(directory) : "topic " + topic;
    }
}
