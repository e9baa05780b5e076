package io.beitstream.infra.chaos.process;

import io.beitstream.infra.demo.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the job is started with: the same command each time, save for the parallelism. It finds what
 * it goes on from by its name.
 *
 * @param models the folder with {@code tokenizer} and {@code encoder}
 * @param states where jobs keep their state
 */
public record ExtractArguments(
        String bootstrapServers,
        Topics topics,
        Path models,
        Path states,
        Duration checkpointInterval) {
    private static final String NAME = "chaos";

    /** Where the job leaves a savepoint when it is stopped. */
    Path savepoints() {
        return states.resolve(NAME).resolve("savepoints");
    }

    List<String> of(int parallelism) {
        return List.of(
                "--tokenizer",
                models.resolve("tokenizer").toString(),
                "--encoder",
                models.resolve("encoder").toString(),
                "--bootstrap-servers",
                bootstrapServers,
                "--input-topic",
                topics.images(),
                "--tokens-topic",
                topics.tokens(),
                "--embeddings-topic",
                topics.embeddings(),
                "--dead-letters-topic",
                topics.deadLetters(),
                "--delivery",
                "exactly-once",
                "--name",
                NAME,
                "--checkpoint-dir",
                states.toString(),
                "--checkpoint-interval",
                checkpointInterval.toMillis() + "ms",
                "--checkpoint-timeout",
                "60s",
                "--transaction-timeout",
                "5m",
                "--image-timeout",
                "1m",
                "--max-outage",
                "2m",
                "--parallelism",
                Integer.toString(parallelism),
                "--decode-threads",
                "1",
                "--fetch-timeout",
                "5s",
                "--allowed-schemes",
                "http",
                "--fetch-hosts",
                "127.0.0.1",
                "--allow-private-networks");
    }
}
