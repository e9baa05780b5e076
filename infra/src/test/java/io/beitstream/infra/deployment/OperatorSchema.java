package io.beitstream.infra.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The schema that the operator gives Kubernetes for a {@code FlinkDeployment}. */
record OperatorSchema(JsonNode schema) {
    static OperatorSchema load() throws IOException {
        String resource = "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
        try (InputStream in = OperatorSchema.class.getResourceAsStream(resource)) {
            JsonNode definition = new YAMLMapper().readTree(in);
            return new OperatorSchema(
                    definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"));
        }
    }

    /** What of a {@code spec} the schema does not allow, each with its place. */
    List<String> complaints(JsonNode spec) {
        List<String> complaints = new ArrayList<>();
        check(spec, schema, "spec", complaints);
        return complaints;
    }

    private static void check(
            JsonNode value, JsonNode schema, String place, List<String> complaints) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()
                || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            return;
        }
        if (!isOfType(value, schema.path("type").asText())) {
            complaints.add(place + " is not of type " + schema.path("type").asText());
        } else if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            complaints.add(place + " is " + value + ", not one of " + schema.path("enum"));
        }
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                complaints.add(place + " lacks " + name.asText());
            }
        }
        if (value.isArray()) {
            value.forEach(element -> check(element, schema.path("items"), place, complaints));
        }
        value.fields()
                .forEachRemaining(
                        field -> {
                            String inner = place + "." + field.getKey();
                            JsonNode known = schema.path("properties").path(field.getKey());
                            if (known.isMissingNode()) {
                                known = schema.path("additionalProperties");
                            }
                            if (known.isMissingNode()) {
                                complaints.add(inner + " is unknown");
                            } else {
                                check(field.getValue(), known, inner, complaints);
                            }
                        });
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> throw new IllegalArgumentException("unknown type " + type);
        };
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode each : values) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
