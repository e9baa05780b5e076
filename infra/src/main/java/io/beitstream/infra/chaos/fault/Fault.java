package io.beitstream.infra.chaos.fault;

import java.time.Duration;

/**
 * One fault of the schedule: its kind, when it strikes and how long it lasts.
 *
 * @param number from 1
 * @param afterImages how many images have been published when it strikes
 * @param target which broker or task manager, from 0; the new parallelism for a rescaling
 * @param length how long it lasts: until the killed is started again, the stopped goes on, the wire
 *     is whole; zero if it has no length
 * @param overlaps whether it strikes while the one before may still be felt; otherwise it waits
 *     until output moves again
 */
public record Fault(
        int number,
        long afterImages,
        FaultKind kind,
        int target,
        Duration length,
        boolean overlaps) {
    /** Kind and target, such as {@code broker-kill 2}. */
    public String label() {
        return switch (kind) {
            case JOB_MANAGER_KILL, CLIENT_KILL, DISK_FULL, IMAGE_SERVER -> kind.label();
            case RESCALE -> "rescale to " + target;
            default -> kind.label() + " " + target;
        };
    }
}
