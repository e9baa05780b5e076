package io.beitstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Parses a registry's schemas, with those that they refer to. */
record SchemaReferences(RegistryHttp http) {
    private static final int DEEPEST = 20;

    /**
     * The schema of a registry's answer; types of other subjects are asked for first. Completes
     * exceptionally, or throws, an {@link UnknownSchemaException} for what is no Avro.
     */
    CompletableFuture<Schema> parse(JsonNode answer) {
        return parse(answer, new Schema.Parser(), DEEPEST);
    }

    private CompletableFuture<Schema> parse(JsonNode answer, Schema.Parser parser, int depth) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new UnknownSchemaException("it is of the type " + type);
        }
        if (depth == 0) {
            throw new UnknownSchemaException("its references have no end");
        }
        CompletableFuture<Schema> done = CompletableFuture.completedFuture(null);
        for (JsonNode reference : answer.path("references")) {
            String name = reference.path("name").asText();
            String path =
                    "/subjects/%s/versions/%d"
                            .formatted(
                                    RegistryHttp.encoded(reference.path("subject").asText()),
                                    reference.path("version").asInt());
            done =
                    done.thenCompose(
                            before ->
                                    parser.getTypes().containsKey(name)
                                            ? CompletableFuture.completedFuture(before)
                                            : http.get(path)
                                                    .thenCompose(
                                                            json ->
                                                                    parse(
                                                                            json, parser,
                                                                            depth - 1)));
        }
        return done.thenApply(before -> parsed(parser, answer.path("schema").asText()));
    }

    private static Schema parsed(Schema.Parser parser, String schema) {
        try {
            return parser.parse(schema);
        } catch (AvroRuntimeException e) {
            throw new UnknownSchemaException("it is none of Avro: " + e.getMessage());
        }
    }
}
