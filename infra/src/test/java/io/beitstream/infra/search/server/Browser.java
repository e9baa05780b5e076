package io.beitstream.infra.search.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Chromium without a window, driven through chromedriver by the WebDriver protocol. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern READY = Pattern.compile("started successfully on port (\\d+)");
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Process driver;
    private final String session;

    private Browser(Process driver, int port, Path chromium, Path profile)
            throws IOException, InterruptedException {
        this.driver = driver;
        String sessions = "http://127.0.0.1:%d/session".formatted(port);
        List<String> flags =
                List.of(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--user-data-dir=" + profile);
        Map<String, Object> options = Map.of("binary", chromium.toString(), "args", flags);
        Map<String, Object> wanted =
                Map.of(
                        "capabilities",
                        Map.of("alwaysMatch", Map.of("goog:chromeOptions", options)));
        JsonNode made = call("POST", sessions, wanted);
        this.session = sessions + "/" + made.path("sessionId").asText();
    }

    /**
     * Starts one; empty if this machine has none.
     *
     * @param profile a new directory
     */
    static Optional<Browser> start(Path profile) throws IOException, InterruptedException {
        Path chromium = Path.of("/usr/bin/chromium");
        Path chromedriver = Path.of("/usr/bin/chromedriver");
        if (!Files.isExecutable(chromium) || !Files.isExecutable(chromedriver)) {
            return Optional.empty();
        }
        Process driver =
                new ProcessBuilder(chromedriver.toString(), "--port=0")
                        .redirectErrorStream(true)
                        .start();
        try {
            return Optional.of(new Browser(driver, awaitReady(driver), chromium, profile));
        } catch (IOException | RuntimeException e) {
            driver.destroyForcibly();
            throw e;
        }
    }

    /** Reads what it says until it says on which port it is ready; the rest fits the pipe. */
    private static int awaitReady(Process driver) throws IOException {
        var lines = driver.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                return Integer.parseInt(ready.group(1));
            }
        }
        throw new IOException("chromedriver does not start");
    }

    private JsonNode call(String method, String address, Object body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(30));
        if (method.equals("POST")) {
            request.POST(BodyPublishers.ofString(mapper.writeValueAsString(body)));
        } else {
            request.method(method, BodyPublishers.noBody());
        }
        JsonNode value =
                mapper.readTree(http.send(request.build(), BodyHandlers.ofString()).body())
                        .path("value");
        if (value.has("error")) {
            throw new IOException(value.path("error").asText() + ": " + value.path("message"));
        }
        return value;
    }

    private JsonNode post(String command, Map<String, ?> body)
            throws IOException, InterruptedException {
        return call("POST", session + command, body);
    }

    void open(URI address) throws IOException, InterruptedException {
        post("/url", Map.of("url", address.toString()));
    }

    void back() throws IOException, InterruptedException {
        post("/back", Map.of());
    }

    /** Makes the page so wide and high, in CSS pixels, as a small device would. */
    void resize(int width, int height) throws IOException, InterruptedException {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void preferDark(boolean dark) throws IOException, InterruptedException {
        Map<String, String> feature =
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        command("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    private void command(String name, Map<String, ?> parameters)
            throws IOException, InterruptedException {
        post("/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
    }

    /** The value of an expression of JavaScript. */
    JsonNode evaluate(String expression) throws IOException, InterruptedException {
        return post(
                "/execute/sync",
                Map.of("script", "return (" + expression + ")", "args", List.of()));
    }

    String text(String selector) throws IOException, InterruptedException {
        return evaluate("document.querySelector('%s').textContent".formatted(selector)).asText();
    }

    /** Waits until an expression is true. */
    void await(String expression) throws IOException, InterruptedException {
        String script =
                "const done = arguments[0]; const look = () => { let is = false; try { is = "
                        + expression
                        + " } catch (e) { is = false } is ? done(true) : setTimeout(look, 20) }; look()";
        post("/timeouts", Map.of("script", PATIENCE.toMillis()));
        try {
            post("/execute/async", Map.of("script", script, "args", List.of()));
        } catch (IOException e) {
            throw new AssertionError("not within %s: %s".formatted(PATIENCE, expression), e);
        }
    }

    void click(String selector) throws IOException, InterruptedException {
        post("/element/%s/click".formatted(find(selector)), Map.of());
    }

    /** Types, or names a file to a file input. */
    void type(String selector, String text) throws IOException, InterruptedException {
        post("/element/%s/value".formatted(find(selector)), Map.of("text", text));
    }

    private String find(String selector) throws IOException, InterruptedException {
        return post("/element", Map.of("using", "css selector", "value", selector))
                .path(ELEMENT)
                .asText();
    }

    void screenshot(Path file) throws IOException, InterruptedException {
        String picture = call("GET", session + "/screenshot", Map.of()).asText();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(picture));
    }

    /** What the page wrote to its console as errors. */
    String errors() throws IOException, InterruptedException {
        StringBuilder errors = new StringBuilder();
        for (JsonNode entry : post("/se/log", Map.of("type", "browser"))) {
            if (entry.path("level").asText().equals("SEVERE")) {
                errors.append(entry.path("message").asText()).append('\n');
            }
        }
        return errors.toString();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            call("DELETE", session, Map.of());
        } finally {
            driver.destroy();
            if (!driver.waitFor(5, TimeUnit.SECONDS)) {
                driver.destroyForcibly();
            }
        }
    }
}
