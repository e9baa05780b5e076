package io.beitstream.infra.cli;

import io.beitstream.infra.deadletters.KafkaClients;
import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.registry.CompatibilityLevel;
import io.beitstream.schemas.registry.TopicRecord;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** The options that name a Kafka cluster, and a registry of the schemas of its topics. */
final class KafkaMixin {
    @Mixin private ClusterMixin cluster = new ClusterMixin();

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
        return cluster.bootstrapServers();
    }

    /** Whether a cluster was named at all. */
    boolean isNamed() {
        return cluster.isNamed();
    }

    Map<String, String> clientProperties() throws IOException {
        return cluster.clientProperties();
    }
}
