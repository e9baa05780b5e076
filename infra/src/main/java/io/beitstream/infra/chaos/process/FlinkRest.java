package io.beitstream.infra.chaos.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client of the job manager's REST interface. Every call fails while it is away. */
public final class FlinkRest {
    private static final Set<String> OVER = Set.of("FINISHED", "FAILED", "CANCELED", "SUSPENDED");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String address;

    FlinkRest(int port) {
        this.address = "http://127.0.0.1:" + port;
    }

    public String address() {
        return address;
    }

    /** A job as the cluster lists it. */
    public record Job(String id, String state, int tasks, int running) {
        boolean isOver() {
            return OVER.contains(state);
        }

        boolean isRunning() {
            return state.equals("RUNNING") && running == tasks;
        }
    }

    /** All jobs that it knows. */
    public List<Job> jobs() throws IOException, InterruptedException {
        List<Job> jobs = new ArrayList<>();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            JsonNode tasks = job.path("tasks");
            jobs.add(
                    new Job(
                            job.path("jid").asText(),
                            job.path("state").asText(),
                            tasks.path("total").asInt(),
                            tasks.path("running").asInt()));
        }
        return jobs;
    }

    /** Asks a job to stop with a savepoint; returns what to ask for its outcome. */
    String stop(String job, Path savepoints) throws IOException, InterruptedException {
        String body =
                json.writeValueAsString(
                        Map.of("targetDirectory", savepoints.toUri().toString(), "drain", false));
        return send(request("/jobs/" + job + "/stop")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .path("request-id")
                .asText();
    }

    /** How far a stop has come. */
    enum Stop {
        UNDER_WAY,
        SAVED,
        FAILED
    }

    Stop outcome(String job, String request) throws IOException, InterruptedException {
        JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
        if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return Stop.UNDER_WAY;
        }
        return answer.path("operation").has("failure-cause") ? Stop.FAILED : Stop.SAVED;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("the job manager answers " + response.statusCode());
        }
        return json.readTree(response.body());
    }
}
