package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a run: what brokers and cluster keep, and everybody's logs. */
public record WorkDirectory(Path root) {
    private static final String LOG_SETTINGS =
            """
            status = error
            rootLogger.level = info
            rootLogger.appenderRef.out.ref = out
            logger.kafka-clients.name = org.apache.kafka.clients
            logger.kafka-clients.level = warn
            logger.kafka-common.name = org.apache.kafka.common
            logger.kafka-common.level = warn
            logger.kafka.name = kafka
            logger.kafka.level = warn
            logger.kafka-server.name = org.apache.kafka
            logger.kafka-server.level = warn
            appender.out.type = Console
            appender.out.name = out
            appender.out.layout.type = PatternLayout
            appender.out.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1} - %m%n%ex{80}
            """;

    /**
     * Makes the folder ready.
     *
     * @throws IllegalArgumentException if it holds something already
     */
    public static WorkDirectory create(Path root) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        Files.createDirectories(absolute);
        try (var entries = Files.list(absolute)) {
            if (entries.findAny().isPresent()) {
                throw new IllegalArgumentException(
                        root + " is not empty: choose another --work-dir");
            }
        }
        WorkDirectory work = new WorkDirectory(absolute);
        Files.createDirectories(work.temporary());
        Files.createDirectories(absolute.resolve("logs"));
        Files.writeString(work.logSettings(), LOG_SETTINGS);
        return work;
    }

    /** A folder in it; made when it is not there. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    public Path log(String process) {
        return root.resolve("logs").resolve(process + ".log");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    Path logSettings() {
        return root.resolve("log4j2.properties");
    }
}
