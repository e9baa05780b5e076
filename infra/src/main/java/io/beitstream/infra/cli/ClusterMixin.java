package io.beitstream.infra.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a Kafka cluster and its clients' properties. */
final class ClusterMixin {
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
