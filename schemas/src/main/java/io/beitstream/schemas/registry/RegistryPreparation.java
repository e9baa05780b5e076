package io.beitstream.schemas.registry;

import io.beitstream.schemas.SchemaHistory;
import io.beitstream.schemas.SchemaUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * What is asked of a registry before a command begins: that it answers, has the schemas to write
 * with, and none in a topic's subject that could not be read.
 */
public final class RegistryPreparation {
    /** With a registry that does not answer: a wrong URL should be told soon. */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(3);

    private final RegistryOptions registry;
    private final SubjectOptions options;
    private final Consumer<String> say;
    private final Subjects subjects;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, String> known = new HashMap<>();

    /**
     * @param say takes a line for what the user should know
     */
    public RegistryPreparation(
            RegistryOptions registry, SubjectOptions options, Consumer<String> say) {
        this.registry = registry;
        this.options = options;
        this.say = say;
        Duration patience = registry.patience();
        this.subjects =
                new Subjects(
                        new RegistryHttp(
                                registry.with(
                                        registry.timeout(),
                                        patience.compareTo(MOST_PATIENCE) < 0
                                                ? patience
                                                : MOST_PATIENCE)));
    }

    /**
     * The format of these topics; registers what is written and not there.
     *
     * @throws IllegalArgumentException saying what to change
     * @throws SchemaUnavailableException if the registry does not answer
     */
    public RegistryFormat format(Collection<TopicRecord> read, Collection<TopicRecord> written) {
        for (TopicRecord topic : read) {
            guarded(topic, this::requireReadable);
        }
        for (TopicRecord topic : written) {
            guarded(topic, this::provide);
        }
        return new RegistryFormat(registry, ids, known);
    }

    private interface Step {
        void take(String topic, String subject, Schema ours);
    }

    private void guarded(TopicRecord topic, Step step) {
        Schema ours = SchemaHistory.schema(topic.record(), SchemaHistory.VERSIONS);
        String subject = options.naming().subject(topic.topic(), ours);
        try {
            step.take(topic.topic(), subject, ours);
        } catch (RegistryRefusalException e) {
            throw new IllegalArgumentException(
                    "the schema registry at %s refuses subject %s%s: %s"
                            .formatted(registry.url(), subject, remedy(e), e.getMessage()),
                    e);
        } catch (UnknownSchemaException e) {
            throw unreadable(subject, ours, String.valueOf(e.getMessage()));
        }
    }

    private String remedy(RegistryRefusalException refusal) {
        if (refusal.isOfCredentials()) {
            return registry.credentials().header().isEmpty()
                    ? " (give credentials in --schema-registry-properties)"
                    : " to these credentials";
        }
        return refusal.isOfIncompatibleSchema()
                ? " a schema that is not compatible with those it holds"
                : "";
    }

    private void requireReadable(String topic, String subject, Schema ours) {
        Optional<Subjects.Version> newest = subjects.newest(subject);
        newest.ifPresent(
                version -> {
                    requireReads(subject, ours, version.schema());
                    known.put(version.id(), version.schema().toString());
                });
    }

    private void provide(String topic, String subject, Schema ours) {
        int id = subjects.find(subject, ours).orElseGet(() -> register(subject, ours));
        options.compatibility().ifPresent(level -> requireLevel(subject, level));
        ids.put(topic, id);
        known.put(id, ours.toString());
    }

    private int register(String subject, Schema ours) {
        Optional<Subjects.Version> newest = subjects.newest(subject);
        newest.ifPresent(version -> requireReads(subject, ours, version.schema()));
        int id = subjects.register(subject, ours);
        say.accept("registered %s in subject %s".formatted(ours.getName(), subject));
        if (newest.isEmpty()) {
            setLevel(subject, options.compatibility().orElse(CompatibilityLevel.FULL_TRANSITIVE));
        }
        return id;
    }

    /** A registry may let somebody register schemas who may not change settings. */
    private void setLevel(String subject, CompatibilityLevel level) {
        try {
            subjects.setCompatibility(subject, level);
        } catch (RegistryRefusalException e) {
            say.accept(
                    "subject %s keeps the registry's compatibility, and not %s: %s"
                            .formatted(subject, level, e.getMessage()));
        }
    }

    private void requireLevel(String subject, CompatibilityLevel level) {
        String now = subjects.compatibility(subject);
        if (!now.equals(level.name())) {
            throw new IllegalArgumentException(
                    "subject %s has the compatibility %s, not %s: change it in the registry, or leave --schema-compatibility out"
                            .formatted(subject, now, level));
        }
    }

    private static void requireReads(String subject, Schema ours, Schema theirs) {
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(ours, theirs);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            String why =
                    compatibility.getResult().getIncompatibilities().stream()
                            .findFirst()
                            .map(one -> one.getMessage() + " at " + one.getLocation())
                            .orElse("they differ");
            throw unreadable(subject, ours, why);
        }
    }

    private static IllegalArgumentException unreadable(String subject, Schema ours, String why) {
        return new IllegalArgumentException(
                "subject %s holds a schema that cannot be read as %s (%s): name the right topic, or another --subject-naming"
                        .formatted(subject, ours.getName(), why));
    }
}
