package io.beitstream.infra.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.infra.chaos.process.LoopbackPorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Prometheus of the machine's, on loopback, that scrapes twice a second. */
final class PrometheusProcess implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI address;
    private final Process process;

    private PrometheusProcess(URI address, Process process) {
        this.address = address;
        this.process = process;
    }

    static boolean isInstalled() {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
    }

    /** Starts one in a folder of its own. */
    static PrometheusProcess start(Path folder, Path rules, List<URI> targets) throws IOException {
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(
                config,
                """
                global: {scrape_interval: 500ms, evaluation_interval: 500ms}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: beitstream
                    static_configs: [{targets: [%s]}]
                """
                        .formatted(
                                rules.toAbsolutePath(),
                                targets.stream()
                                        .map(target -> "'" + target.getAuthority() + "'")
                                        .collect(Collectors.joining(", "))));
        String listen = "127.0.0.1:" + new LoopbackPorts().take();
        Process process =
                new ProcessBuilder(
                                "prometheus",
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=" + listen,
                                "--log.level=warn")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        return new PrometheusProcess(URI.create("http://" + listen + "/"), process);
    }

    /** What it finds; empty if that is nothing, or it does not answer yet. */
    JsonNode query(String expression) throws InterruptedException {
        String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        return ask("api/v1/query?query=" + encoded).path("data").path("result");
    }

    /** The data of an answer. */
    JsonNode ask(String path) throws InterruptedException {
        if (!process.isAlive()) {
            throw new AssertionError("prometheus has ended");
        }
        try {
            JsonNode answer = MAPPER.readTree(Http.get(address.resolve(path)).body());
            if (answer.path("status").asText().equals("error")) {
                throw new AssertionError(path + ": " + answer.path("error").asText());
            }
            return answer;
        } catch (IOException e) {
            return MAPPER.createObjectNode();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
