package io.beitstream.infra.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.beitstream.infra.cli.CommandLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What compose starts is what our commands and Flink take, and is built of files that are there.
 */
class ComposeTest {
    private static final Path FOLDER = Path.of("docker");
    private static final String DEFAULT = "\\$\\{[A-Z_]+:-(.*)}";
    private static JsonNode services;

    @BeforeAll
    static void read() throws Exception {
        // Compose merges "<<"; the parser leaves it as it is.
        services =
                new YAMLMapper().readTree(FOLDER.resolve("compose.yaml").toFile()).path("services");
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
    }

    @Test
    void theJobAndTheIndexUnderstandTheirArguments() throws Exception {
        List<String> job = texts(services.at("/job/command"));
        assertThat(job.subList(0, 5))
                .containsExactly(
                        "standalone-job",
                        "--jars",
                        "file:///opt/beitstream/beitstream-job.jar",
                        "--job-classname",
                        "io.beitstream.infra.cli.ExtractCommand");
        CommandLines.parse(
                job.get(4),
                job.subList(5, job.size()).stream()
                        .map(argument -> argument.replaceFirst(DEFAULT, "$1"))
                        .toList());

        assertThat(texts(services.at("/index/entrypoint"))).containsExactly("beitstream");
        CommandLines.parse(texts(services.at("/index/command")));
    }

    @Test
    void portsAreThoseOfLoopbackAndServersHaveHealthChecks() {
        services.fields()
                .forEachRemaining(
                        service -> {
                            JsonNode ports = service.getValue().path("ports");
                            assertThat(texts(ports))
                                    .allMatch(port -> port.startsWith("127.0.0.1:"));
                            assertThat(service.getValue().has("healthcheck"))
                                    .as(service.getKey())
                                    .isEqualTo(!ports.isEmpty());
                        });
    }

    @Test
    void whatIsMountedIsThere() {
        Set<String> files =
                StreamSupport.stream(services.spliterator(), false)
                        .flatMap(service -> texts(service.path("volumes")).stream())
                        .filter(volume -> volume.startsWith("."))
                        .map(volume -> volume.substring(0, volume.indexOf(':')))
                        .collect(Collectors.toSet());

        assertThat(files).isNotEmpty().allMatch(file -> Files.exists(FOLDER.resolve(file)));
        // The networks that the job is told of, in the folder that it is given by default.
        assertThat(FOLDER.resolve("../models/tiny-tokenizer")).isDirectory();
        assertThat(FOLDER.resolve("../models/tiny-encoder")).isDirectory();
    }

    @Test
    void flinkTakesTheSettingsAndTheMemoryAddsUp() throws Exception {
        JsonNode file = new YAMLMapper().readTree(FOLDER.resolve("compose.yaml").toFile());
        Map<String, String> values =
                file.at("/x-flink/environment/FLINK_PROPERTIES")
                        .asText()
                        .lines()
                        .collect(
                                Collectors.toMap(
                                        line -> line.substring(0, line.indexOf(": ")),
                                        line -> line.substring(line.indexOf(": ") + 2)));
        FlinkSettings settings = new FlinkSettings(values);

        settings.check();
        var memory = settings.taskManager(values.get("taskmanager.memory.process.size"));
        assertThat(memory.getTaskHeapSize().getMebiBytes()).isGreaterThan(1000);
    }

    @Test
    void theImageIsBuiltOfWhatIsThereForTheFlinkThatWasTested() throws Exception {
        String dockerfile = Files.readString(FOLDER.resolve("Dockerfile"));
        List<String> copied =
                dockerfile
                        .lines()
                        .filter(line -> line.matches("COPY (--chmod=\\d+ )?infra/.*"))
                        .map(line -> line.replaceFirst("COPY (--chmod=\\d+ )?(\\S+) .*", "$2"))
                        .toList();

        assertThat(copied)
                .containsExactlyInAnyOrder(
                        "infra/target/libtorch-gpu/",
                        "infra/target/cluster-files/lib/",
                        "infra/target/cluster-files/job/",
                        "infra/target/cluster-files/beitstream-job.jar",
                        "infra/docker/beitstream");
        assertThat(FOLDER.resolve("beitstream")).isExecutable();
        assertThat(dockerfile)
                .contains("FROM flink:" + EnvironmentInformation.getVersion() + "-scala");
    }
}
