package io.beitstream.infra.chaos.process;

import io.beitstream.infra.demo.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the job is started with: the same command each time, save for the parallelism and, after a
 * stop or a lost cluster, the place to go on from.
 *
 * @param models the folder with {@code tokenizer} and {@code encoder}
 * @param checkpoints where the job keeps its checkpoints
 * @param savepoints where it leaves one when it is stopped
 */
public record ExtractArguments(
        String bootstrapServers,
        Topics topics,
        Path models,
        Path checkpoints,
        Path savepoints,
        Duration checkpointInterval) {
    /**
     * With how many attempts of 0.2, 0.4, 0.8 ... s in between an image server's bad phase passes.
     */
    private static final int FETCH_ATTEMPTS = 9;

    List<String> of(int parallelism) throws java.io.IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
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
                                "--transactional-id-prefix",
                                "chaos",
                                "--group-id",
                                "chaos",
                                "--checkpoint-dir",
                                checkpoints.toString(),
                                "--checkpoint-interval",
                                checkpointInterval.toMillis() + "ms",
                                "--checkpoint-timeout",
                                "60s",
                                "--transaction-timeout",
                                "5m",
                                "--parallelism",
                                Integer.toString(parallelism),
                                "--decode-threads",
                                "1",
                                "--fetch-timeout",
                                "5s",
                                "--fetch-attempts",
                                Integer.toString(FETCH_ATTEMPTS)));
        Optional<Path> snapshot = NewestSnapshot.below(List.of(checkpoints, savepoints));
        if (snapshot.isPresent()) {
            arguments.add("--resume-from");
            arguments.add(snapshot.get().toString());
        }
        return arguments;
    }
}
