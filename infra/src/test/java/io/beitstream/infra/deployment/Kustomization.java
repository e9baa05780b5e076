package io.beitstream.infra.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A folder of manifests as {@code kustomize} puts it together, as far as ours use it: resources and
 * JSON patches. Anything else in a {@code kustomization.yaml} is refused.
 */
record Kustomization(Path folder) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> KNOWN =
            Set.of("apiVersion", "kind", "namespace", "resources", "patches");

    /** All objects, patched. */
    List<JsonNode> objects() throws IOException {
        JsonNode file = YAML.readTree(folder.resolve("kustomization.yaml").toFile());
        file.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!KNOWN.contains(name)) {
                                throw new IllegalArgumentException(folder + ": unknown " + name);
                            }
                        });
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode resource : file.path("resources")) {
            Path path = folder.resolve(resource.asText()).normalize();
            objects.addAll(
                    Files.isDirectory(path) ? new Kustomization(path).objects() : documents(path));
        }
        for (JsonNode patch : file.path("patches")) {
            JsonNode target = patch.path("target");
            JsonNode operations =
                    YAML.readTree(folder.resolve(patch.path("path").asText()).toFile());
            JsonNode object =
                    objects.stream()
                            .filter(each -> each.path("kind").equals(target.path("kind")))
                            .filter(each -> name(each).equals(target.path("name").asText()))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("no " + target));
            objects.set(objects.indexOf(object), JsonPatch.apply((ArrayNode) operations, object));
        }
        return objects;
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        return YAML.readerFor(ObjectNode.class).<JsonNode>readValues(file.toFile()).readAll();
    }
}
