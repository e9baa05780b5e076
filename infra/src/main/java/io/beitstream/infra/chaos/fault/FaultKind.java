package io.beitstream.infra.chaos.fault;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Ways to break the running system. */
public enum FaultKind {
    TASK_MANAGER_KILL("tm-kill", 1000, 5000, "kill -9 of a task manager"),
    JOB_MANAGER_KILL("jm-kill", 1000, 4000, "kill -9 of the job manager; the job is gone with it"),
    BROKER_KILL("broker-kill", 2000, 8000, "kill -9 of a broker"),
    CLIENT_KILL("client-kill", 0, 0, "kill -9 of the client that waits for the job"),
    TASK_MANAGER_PAUSE("tm-pause", 2000, 12000, "SIGSTOP of a task manager, SIGCONT later"),
    BROKER_PAUSE("broker-pause", 2000, 12000, "SIGSTOP of a broker, SIGCONT later"),
    BROKER_CUT("broker-cut", 2000, 10000, "connections to a broker are dropped and refused"),
    BROKER_SILENCE("broker-silence", 2000, 10000, "connections to a broker carry nothing"),
    DISK_FULL("disk-full", 3000, 8000, "no space where checkpoints are written"),
    IMAGE_SERVER("image-server", 4000, 10000, "the image server is slow and fails mostly"),
    RESCALE("rescale", 0, 0, "stop with a savepoint, go on with another parallelism");

    private final String label;
    private final int shortestMillis;
    private final int longestMillis;
    private final String description;

    FaultKind(String label, int shortestMillis, int longestMillis, String description) {
        this.label = label;
        this.shortestMillis = shortestMillis;
        this.longestMillis = longestMillis;
        this.description = description;
    }

    /**
     * The kind with this name on the command line.
     *
     * @throws IllegalArgumentException naming all, if there is none
     */
    public static FaultKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "unknown kind of fault '%s': choose from %s"
                                                .formatted(label, labels())));
    }

    /** All names, with commas. */
    public static String labels() {
        return Arrays.stream(values()).map(FaultKind::label).collect(Collectors.joining(", "));
    }

    /** Its name on the command line and in reports. */
    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    int shortestMillis() {
        return shortestMillis;
    }

    int longestMillis() {
        return longestMillis;
    }
}
