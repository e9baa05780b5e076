package io.beitstream.infra.search.index;

import io.beitstream.infra.chaos.process.Lifeline;
import io.beitstream.infra.deadletters.KafkaClients;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An index that is filled in a process of its own, so that it can be killed. */
public final class IndexProcess {
    private IndexProcess() {}

    /** Arguments: servers, folder, topic of embeddings, topic of tokens, commits in ms. */
    public static void main(String[] arguments) throws Exception {
        IndexOptions options =
                options(
                        new KafkaClients(arguments[0], Map.of()),
                        Path.of(arguments[1]),
                        arguments[2],
                        arguments[3],
                        Duration.ofMillis(Long.parseLong(arguments[4])),
                        false);
        try (IndexService service = IndexService.open(options, System.out::println)) {
            service.await();
        }
    }

    static IndexOptions options(
            KafkaClients kafka,
            Path folder,
            String embeddings,
            String tokens,
            Duration commits,
            boolean untilNow) {
        return new IndexOptions(
                "killed",
                folder,
                kafka,
                embeddings,
                tokens,
                false,
                false,
                untilNow,
                commits,
                GraphOptions.DEFAULTS);
    }

    static Process start(IndexOptions options, File log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                Lifeline.class.getName(),
                                IndexProcess.class.getName(),
                                options.kafka().bootstrapServers(),
                                options.folder().toString(),
                                options.embeddings(),
                                String.valueOf(options.tokens()),
                                Long.toString(options.commitInterval().toMillis())));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        return builder.start();
    }
}
