package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.registry.CompatibilityLevel;
import io.beitstream.schemas.registry.TopicRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a Kafka cluster and its clients' properties. */
final class KafkaMixin {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "the Kafka cluster")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "client properties such as SASL and TLS settings; never logged")
    private @Nullable Path propertiesFile;

    @Mixin private RegistryMixin registry;

    private RecordFormat records = RecordFormat.SINGLE_OBJECT;

    /**
     * Asks the schema registry, if one is named, about topics that are read.
     *
     * @param say takes a line for what the user should know
     */
    void prepare(Collection<TopicRecord> read, Consumer<String> say) throws IOException {
        prepare(read, List.of(), Optional.empty(), say);
    }

    /**
     * Asks the schema registry, if one is named, about topics; registers what is written.
     *
     * @param compatibility that subjects must have which are written to
     */
    void prepare(
            Collection<TopicRecord> read,
            Collection<TopicRecord> written,
            Optional<CompatibilityLevel> compatibility,
            Consumer<String> say)
            throws IOException {
        records = registry.format(read, written, compatibility, say);
    }

    /** How the topics that were prepared are read and written. */
    RecordFormat records() {
        return records;
    }

    /** Clients of the cluster. */
    KafkaClients clients() throws IOException {
        return new KafkaClients(bootstrapServers(), clientProperties(), records);
    }

    String bootstrapServers() {
        if (bootstrapServers == null) {
            throw new IllegalArgumentException("Kafka topics need --bootstrap-servers");
        }
        return bootstrapServers;
    }

    /** Whether a cluster was named at all. */
    boolean isNamed() {
        return bootstrapServers != null;
    }

    Map<String, String> clientProperties() throws IOException {
        return PropertiesFile.read(propertiesFile);
    }
}
