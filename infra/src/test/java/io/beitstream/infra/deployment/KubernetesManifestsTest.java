package io.beitstream.infra.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.infra.cli.CommandLines;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kustomize makes of our manifests is what Kubernetes, the operator and our commands take. */
class KubernetesManifestsTest {
    private static final Path OVERLAYS = Path.of("kubernetes", "overlays");
    private static final ObjectMapper STRICT =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final Map<String, Class<?>> KINDS =
            Map.of(
                    "v1/Namespace", Namespace.class,
                    "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
                    "v1/Service", Service.class,
                    "v1/ServiceAccount", ServiceAccount.class,
                    "apps/v1/StatefulSet", StatefulSet.class,
                    "batch/v1/Job", Job.class,
                    "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
                    "rbac.authorization.k8s.io/v1/Role", Role.class,
                    "rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class);

    private static OperatorSchema schema;

    @BeforeAll
    static void readTheSchema() throws Exception {
        schema = OperatorSchema.load();
    }

    private static List<JsonNode> objects(String overlay) throws Exception {
        return new Kustomization(OVERLAYS.resolve(overlay)).objects();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "gpu", "training"})
    void everyObjectIsOfItsKindAndHasNothingUnknown(String overlay) throws Exception {
        List<JsonNode> objects = objects(overlay);

        for (JsonNode object : objects) {
            requireValid(object);
        }
        assertThat(objects)
                .extracting(o -> o.path("kind").asText() + " " + Kustomization.name(o))
                .doesNotHaveDuplicates()
                .isNotEmpty();
        assertThat(objects).noneMatch(object -> object.path("kind").asText().equals("Secret"));
    }

    @Test
    void aMisspeltFieldIsFound() throws Exception {
        ObjectNode index = find(objects("cpu"), "StatefulSet").deepCopy();
        ((ObjectNode) index.at("/spec/template/spec")).put("restartPolice", "Always");
        assertThatThrownBy(() -> requireValid(index)).hasMessageContaining("restartPolice");
        ObjectNode job = find(objects("cpu"), "FlinkDeployment").deepCopy();
        ((ObjectNode) job.at("/spec/job")).put("paralelism", 3);
        assertThatThrownBy(() -> requireValid(job)).hasMessageContaining("paralelism");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "gpu", "training"})
    void whatIsNamedIsThere(String overlay) throws Exception {
        List<JsonNode> objects = objects(overlay);
        Set<String> claims =
                objects.stream()
                        .filter(o -> o.path("kind").asText().equals("PersistentVolumeClaim"))
                        .map(Kustomization::name)
                        .collect(Collectors.toSet());

        for (JsonNode object : objects) {
            assertThat(claims).containsAll(object.findValuesAsText("claimName"));
            Set<String> volumes =
                    texts(object.findValues("volumes"), "name").stream()
                            .collect(Collectors.toSet());
            volumes.addAll(
                    texts(List.of(object.at("/spec/volumeClaimTemplates")), "/metadata/name"));
            assertThat(volumes).containsAll(texts(object.findValues("volumeMounts"), "name"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "gpu", "training"})
    void flinkTakesTheSettingsAndTheMemoryAddsUp(String overlay) throws Exception {
        JsonNode spec = find(objects(overlay), "FlinkDeployment").path("spec");
        FlinkSettings settings =
                new FlinkSettings(
                        STRICT.convertValue(
                                spec.path("flinkConfiguration"),
                                STRICT.getTypeFactory()
                                        .constructMapType(Map.class, String.class, String.class)));

        settings.check();
        var memory = settings.taskManager(spec.at("/taskManager/resource/memory").asText());
        assertThat(memory.getTaskHeapSize().getMebiBytes()).isGreaterThan(1500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "gpu"})
    void theJobUnderstandsItsArguments(String overlay) throws Exception {
        JsonNode job = find(objects(overlay), "FlinkDeployment").at("/spec/job");

        List<String> arguments = texts(List.of(job.path("args")), "");
        CommandLines.parse(job.path("entryClass").asText(), arguments);

        assertThat(arguments.contains("--device=gpu")).isEqualTo(overlay.equals("gpu"));
        // Two ways to find a job's state are one too many.
        assertThat(arguments).anyMatch(argument -> argument.startsWith("--checkpoint-dir="));
        assertThat(job.path("upgradeMode").asText()).isEqualTo("stateless");
    }

    @Test
    void theIndexAndTheTrainingClientUnderstandTheirs() throws Exception {
        JsonNode index = find(objects("cpu"), "StatefulSet").at("/spec/template/spec/containers/0");
        assertThat(texts(List.of(index.path("command")), "")).containsExactly("beitstream");
        CommandLines.parse(texts(List.of(index.path("args")), ""));

        List<String> run =
                texts(
                        List.of(
                                find(objects("training"), "Job")
                                        .at("/spec/template/spec/containers/0/args")),
                        "");
        int jar = run.indexOf("/opt/beitstream/beitstream-job.jar");
        assertThat(run.subList(0, jar - 1))
                .containsExactly("run", "--jobmanager", "training-rest:8081", "--class");
        CommandLines.parse(run.get(jar - 1), run.subList(jar + 1, run.size()));
    }

    private static ObjectNode find(List<JsonNode> objects, String kind) {
        return (ObjectNode)
                objects.stream()
                        .filter(object -> object.path("kind").asText().equals(kind))
                        .findFirst()
                        .orElseThrow();
    }

    /** The texts at a place in each element of each list. */
    private static List<String> texts(List<JsonNode> lists, String place) {
        String pointer = place.isEmpty() || place.startsWith("/") ? place : "/" + place;
        return lists.stream()
                .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
                .map(element -> element.at(pointer).asText())
                .toList();
    }

    /** Reads an object as its kind, and refuses what the kind does not have. */
    private static void requireValid(JsonNode object) throws Exception {
        String kind = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        if (kind.equals("flink.apache.org/v1beta1/FlinkDeployment")) {
            requireValidDeployment(object);
            return;
        }
        assertThat(KINDS).containsKey(kind);
        Object read = STRICT.treeToValue(object, KINDS.get(kind));
        List<String> complaints = new ArrayList<>();
        UnknownFields.collect(read, kind, complaints);
        assertThat(complaints).isEmpty();
    }

    private static void requireValidDeployment(JsonNode object) throws Exception {
        ObjectNode spec = object.path("spec").deepCopy();
        assertThat(spec.path("flinkVersion").asText()).isEqualTo("v2_2");
        spec.put("flinkVersion", "v1_20"); // the schema is older than Flink 2
        assertThat(schema.complaints(spec)).isEmpty();
    }
}
