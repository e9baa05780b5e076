package io.beitstream.infra.data;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.nio.file.Files;
import java.time.Duration;

/**
 * How files are fetched.
 *
 * @param atOnce files at a time
 * @param attempts in a row that bring nothing new, before a file is given up
 * @param firstWait after the first of them; each further one waits twice as long
 * @param stall how long nothing may come before an attempt has failed
 */
public record FetchOptions(
        int atOnce,
        int attempts,
        Duration firstWait,
        Duration stall,
        Sleeper sleeper,
        FreeSpace freeSpace,
        DeadlineTimer timer) {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** Those of commands. */
    public static final FetchOptions DEFAULTS =
            new FetchOptions(
                    4,
                    6,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    time -> Thread.sleep(time.toMillis()),
                    folder -> Files.getFileStore(folder).getUsableSpace(),
                    DeadlineTimer.SYSTEM);

    /** How long to wait after so many failures in a row. */
    Duration waitAfter(int failures) {
        Duration wait = firstWait.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
