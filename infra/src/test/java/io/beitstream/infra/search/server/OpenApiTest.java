package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API is what its description says. */
class OpenApiTest {
    private static Gallery gallery;
    private static Client client;
    private static JsonNode description;

    @BeforeAll
    static void start() throws Exception {
        gallery = Gallery.withWords();
        gallery.addPainted(0, 10);
        client = new Client(gallery.server.address());
        description = client.get("/openapi.json");
    }

    @AfterAll
    static void stop() {
        gallery.close();
    }

    @Test
    void everyRouteIsDescribedAndNoOther() {
        Set<String> described = new HashSet<>();
        description
                .path("paths")
                .fields()
                .forEachRemaining(
                        path ->
                                path.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                method ->
                                                        described.add(
                                                                method.toUpperCase(Locale.ROOT)
                                                                        + " "
                                                                        + path.getKey())));
        Set<String> routes = new HashSet<>();
        routes.add("GET " + SearchServer.EVENTS);
        SearchServer.routes(
                        SearchServerOptions.DEFAULTS,
                        gallery.index,
                        new Towers(null, null),
                        image -> java.util.Optional.empty())
                .all()
                .forEach(route -> routes.add(route.method() + " " + route.template()));
        routes.removeIf(route -> !route.contains(" /api/"));

        assertThat(described).isEqualTo(routes);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/status, Status",
        "/api/search?text=red, Hits",
        "/api/search?like=sunset-00.jpg, Hits",
        "/api/images/sunset-00.jpg, Image",
        "/api/images/sunset-00.jpg/duplicates, Hits",
        "/api/newest, Newest",
    })
    void answersHaveTheFieldsThatAreDescribed(String path, String schema) throws Exception {
        List<String> wrong = new ArrayList<>();

        check(client.get(path), reference(schema), path, wrong);

        assertThat(wrong).isEmpty();
    }

    private static JsonNode reference(String name) {
        return description.path("components").path("schemas").path(name);
    }

    private static void check(JsonNode value, JsonNode schema, String at, List<String> wrong) {
        JsonNode known = schema;
        if (schema.has("$ref")) {
            known = reference(schema.path("$ref").asText().replaceAll(".*/", ""));
        }
        boolean fits =
                switch (known.path("type").asText()) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isTextual();
                    case "integer" -> value.isIntegralNumber();
                    case "number" -> value.isNumber();
                    case "boolean" -> value.isBoolean();
                    default -> false;
                };
        if (!fits) {
            wrong.add(at + " is no " + known.path("type"));
        }
        if (value.isArray()) {
            for (JsonNode item : value) {
                check(item, known.path("items"), at + "[]", wrong);
            }
        }
        if (value.isObject()) {
            checkFields(value, known, at, wrong);
        }
    }

    private static void checkFields(
            JsonNode value, JsonNode schema, String at, List<String> wrong) {
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                wrong.add(at + " lacks " + required.asText());
            }
        }
        value.fields()
                .forEachRemaining(
                        field -> {
                            JsonNode own = schema.path("properties").path(field.getKey());
                            JsonNode any = schema.path("additionalProperties");
                            JsonNode expected = own.isMissingNode() ? any : own;
                            if (!expected.isObject()) {
                                wrong.add(at + " has " + field.getKey());
                            } else {
                                check(field.getValue(), expected, at + "." + field.getKey(), wrong);
                            }
                        });
    }
}
