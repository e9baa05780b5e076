package io.beitstream.infra.cli;

import io.beitstream.schemas.RecordFormat;
import io.beitstream.schemas.registry.CompatibilityLevel;
import io.beitstream.schemas.registry.RegistryCredentials;
import io.beitstream.schemas.registry.RegistryOptions;
import io.beitstream.schemas.registry.RegistryPreparation;
import io.beitstream.schemas.registry.SubjectNaming;
import io.beitstream.schemas.registry.SubjectOptions;
import io.beitstream.schemas.registry.TopicRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a schema registry. */
final class RegistryMixin {
    /** Variables of the environment, and the settings that they stand for. */
    private static final Map<String, String> VARIABLES =
            Map.of(
                    "BEITSTREAM_REGISTRY_USER_INFO", RegistryCredentials.USER_INFO,
                    "BEITSTREAM_REGISTRY_TOKEN", RegistryCredentials.TOKEN);

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description =
                    "a registry with Confluent's REST interface: topics are written in Confluent's wire format, and read in that or"
                            + " in single-object encoding (default: single-object encoding alone)")
    private @Nullable String url;

    @Option(
            names = "--schema-registry-properties",
            paramLabel = "FILE",
            description =
                    "basic.auth.user.info=USER:PASSWORD or bearer.auth.token=TOKEN; never logged (default: from the variables"
                            + " BEITSTREAM_REGISTRY_USER_INFO or BEITSTREAM_REGISTRY_TOKEN)")
    private @Nullable Path propertiesFile;

    @Option(
            names = "--subject-naming",
            paramLabel = "topic|record|topic_record",
            defaultValue = "TOPIC",
            description =
                    "of subjects in the registry: TOPIC-value, the record's full name, or TOPIC-NAME (default: topic)")
    private SubjectNaming naming = SubjectNaming.TOPIC;

    /**
     * The format of records: asks the registry, if one is named, before anything begins.
     *
     * @param compatibility that subjects must have which are written to
     * @param say takes a line for what the user should know
     */
    RecordFormat format(
            Collection<TopicRecord> read,
            Collection<TopicRecord> written,
            Optional<CompatibilityLevel> compatibility,
            Consumer<String> say)
            throws IOException {
        if (url == null) {
            if (propertiesFile != null) {
                throw new IllegalArgumentException(
                        "--schema-registry-properties goes with --schema-registry");
            }
            return RecordFormat.SINGLE_OBJECT;
        }
        RegistryOptions options = RegistryOptions.of(url, credentials(System.getenv()));
        return new RegistryPreparation(options, new SubjectOptions(naming, compatibility), say)
                .format(read, written);
    }

    private RegistryCredentials credentials(Map<String, String> environment) throws IOException {
        if (propertiesFile != null) {
            return RegistryCredentials.of(PropertiesFile.read(propertiesFile));
        }
        Map<String, String> settings = new HashMap<>();
        VARIABLES.forEach(
                (variable, setting) -> {
                    if (environment.containsKey(variable)) {
                        settings.put(setting, environment.get(variable));
                    }
                });
        return RegistryCredentials.of(settings);
    }
}
