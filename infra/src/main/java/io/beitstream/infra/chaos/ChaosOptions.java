package io.beitstream.infra.chaos;

import io.beitstream.infra.chaos.fault.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The size of a run: its images, brokers, faults, and the seed that they are drawn from.
 *
 * @param imagesPerSecond how fast they are published, while nothing is waited for
 * @param brokers 1 to 3
 * @param taskManagers with two slots each
 * @param work an empty or new folder
 * @param stall how long nothing may come out before the run is given up
 */
public record ChaosOptions(
        int images,
        int faults,
        long seed,
        List<FaultKind> kinds,
        int imagesPerSecond,
        int brokers,
        int taskManagers,
        Duration checkpointInterval,
        Duration stall,
        Path work) {
    static final int SLOTS = 2;

    public ChaosOptions {
        kinds = List.copyOf(kinds);
        if (brokers < 1 || brokers > 3) {
            throw new IllegalArgumentException("--brokers must be 1, 2 or 3");
        }
        if (taskManagers < 1 || imagesPerSecond < 1 || images < 1 || faults < 0) {
            throw new IllegalArgumentException(
                    "images, rate and task managers must be at least 1, and faults not negative");
        }
    }

    /** Half of the slots, and all of them. */
    List<Integer> parallelisms() {
        int slots = taskManagers * SLOTS;
        return List.of(Math.max(1, slots / 2), slots);
    }
}
