package io.beitstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/** What the {@link FakeRegistry} holds. */
final class FakeSubjects {
    /** The bodies that were registered; the id of one is its place, counted from 1. */
    private final List<JsonNode> schemas = new ArrayList<>();

    private final Map<String, List<Integer>> versions = new HashMap<>();
    private final Map<String, String> levels = new HashMap<>();

    FakeAnswer find(String subject, JsonNode body) {
        List<Integer> ids = versions.get(subject);
        if (ids == null) {
            return FakeAnswer.error(404, 40401, "Subject '%s' not found.".formatted(subject));
        }
        int id = 1 + schemas.indexOf(body);
        return ids.contains(id)
                ? FakeAnswer.ok(described(subject, id))
                : FakeAnswer.error(404, 40403, "Schema not found");
    }

    FakeAnswer register(String subject, JsonNode body) {
        boolean isAvro = body.path("schemaType").asText("AVRO").equals("AVRO");
        try {
            if (isAvro) {
                require(subject, parsed(body));
            }
        } catch (AvroRuntimeException e) {
            return FakeAnswer.error(422, 42201, "Invalid schema " + e.getMessage());
        } catch (SchemaValidationException e) {
            return FakeAnswer.error(409, 409, "Schema being registered is incompatible:\n" + e);
        }
        if (!schemas.contains(body)) {
            schemas.add(body);
        }
        int id = 1 + schemas.indexOf(body);
        List<Integer> ids = versions.computeIfAbsent(subject, s -> new ArrayList<>());
        if (!ids.contains(id)) {
            ids.add(id);
        }
        return FakeAnswer.ok(JsonNodeFactory.instance.objectNode().put("id", id));
    }

    private void require(String subject, Schema schema) throws SchemaValidationException {
        String level = levels.getOrDefault(subject, "BACKWARD");
        SchemaValidatorBuilder builder = new SchemaValidatorBuilder();
        SchemaValidator validator =
                switch (level) {
                    case "NONE" -> (toValidate, existing) -> {};
                    case "BACKWARD" -> builder.canReadStrategy().validateLatest();
                    case "FULL_TRANSITIVE" -> builder.mutualReadStrategy().validateAll();
                    default -> throw new AvroRuntimeException("level not known here: " + level);
                };
        List<Schema> newestFirst = new ArrayList<>();
        for (int id : versions.getOrDefault(subject, List.of())) {
            newestFirst.add(0, parsed(schemas.get(id - 1)));
        }
        validator.validate(schema, newestFirst);
    }

    /** A schema with the types that it refers to. */
    private Schema parsed(JsonNode body) {
        Schema.Parser parser = new Schema.Parser();
        for (JsonNode reference : body.path("references")) {
            int version = reference.path("version").asInt();
            int id = versions.get(reference.path("subject").asText()).get(version - 1);
            parser.parse(schemas.get(id - 1).path("schema").asText());
        }
        return parser.parse(body.path("schema").asText());
    }

    FakeAnswer version(String subject, String version) {
        List<Integer> ids = versions.get(subject);
        if (ids == null) {
            return FakeAnswer.error(404, 40401, "Subject '%s' not found.".formatted(subject));
        }
        int number = version.equals("latest") ? ids.size() : Integer.parseInt(version);
        return number <= ids.size()
                ? FakeAnswer.ok(described(subject, ids.get(number - 1)))
                : FakeAnswer.error(404, 40402, "Version %s not found.".formatted(version));
    }

    FakeAnswer schema(int id) {
        return id >= 1 && id <= schemas.size()
                ? FakeAnswer.ok(schemas.get(id - 1))
                : FakeAnswer.error(404, 40403, "Schema %d not found".formatted(id));
    }

    private JsonNode described(String subject, int id) {
        ObjectNode json = schemas.get(id - 1).deepCopy();
        return json.put("subject", subject)
                .put("id", id)
                .put("version", 1 + versions.get(subject).indexOf(id));
    }

    FakeAnswer level(String subject) {
        String level = levels.get(subject);
        return level == null
                ? FakeAnswer.error(404, 40408, "Subject does not have a level configured")
                : FakeRegistry.level(level);
    }

    FakeAnswer setLevel(String subject, JsonNode body) {
        levels.put(subject, body.path("compatibility").asText());
        return FakeAnswer.ok(body);
    }
}
