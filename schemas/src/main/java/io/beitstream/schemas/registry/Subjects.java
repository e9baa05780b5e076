package io.beitstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.schemas.SchemaUnavailableException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;

/**
 * The subjects of a registry. Every method waits for the answer, and throws a {@link
 * RegistryRefusalException} or a {@link SchemaUnavailableException}.
 */
final class Subjects {
    private final RegistryHttp http;
    private final SchemaReferences references;

    Subjects(RegistryHttp http) {
        this.http = http;
        this.references = new SchemaReferences(http);
    }

    /** A subject's version of a schema. */
    record Version(int id, Schema schema) {}

    /** The id of a schema in a subject; empty if it is not there. */
    Optional<Integer> find(String subject, Schema schema) {
        return unlessUnknown(http.send("POST", path(subject), body(schema)))
                .map(json -> json.path("id").asInt());
    }

    /** The newest version in a subject; empty if there is none. */
    Optional<Version> newest(String subject) {
        return unlessUnknown(http.get(path(subject) + "/versions/latest"))
                .map(json -> new Version(json.path("id").asInt(), await(references.parse(json))));
    }

    /** Registers a schema; returns its id. */
    int register(String subject, Schema schema) {
        JsonNode answer = await(http.send("POST", path(subject) + "/versions", body(schema)));
        if (!answer.path("id").isInt()) {
            throw new RegistryRefusalException(200, 0, "the answer holds no id");
        }
        return answer.path("id").asInt();
    }

    /** What a subject demands, by its own setting or the registry's. */
    String compatibility(String subject) {
        return unlessUnknown(http.get("/config/" + RegistryHttp.encoded(subject)))
                .orElseGet(() -> await(http.get("/config")))
                .path("compatibilityLevel")
                .asText();
    }

    void setCompatibility(String subject, CompatibilityLevel level) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level.name());
        JsonNode unused = await(http.send("PUT", "/config/" + RegistryHttp.encoded(subject), body));
    }

    private static String path(String subject) {
        return "/subjects/" + RegistryHttp.encoded(subject);
    }

    private static ObjectNode body(Schema schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
    }

    /** The answer; empty if the registry does not know what was asked for. */
    private static Optional<JsonNode> unlessUnknown(CompletableFuture<JsonNode> answer) {
        try {
            return Optional.of(await(answer));
        } catch (RegistryRefusalException e) {
            if (e.isOfNothingThere()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (RegistryHttp.unwrapped(e.getCause()) instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaUnavailableException("interrupted while asking the registry", e);
        }
    }
}
