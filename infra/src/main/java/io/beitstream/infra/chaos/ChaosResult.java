package io.beitstream.infra.chaos;

import io.beitstream.infra.chaos.verify.Durations;
import io.beitstream.infra.chaos.verify.Verdict;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a run.
 *
 * @param latency of images, from going in to being out
 * @param recovery of the faults
 * @param deathsOfTheSound why sound images became dead letters
 * @param commandsRun how often the job's command was run
 * @param mostJobsAtOnce more than one would be a mistake of the harness or of the job
 * @param unplannedExits processes that ended without having been killed, and how often
 * @param complaints what went wrong besides, in words
 */
public record ChaosResult(
        ChaosOptions options,
        Verdict verdict,
        List<FaultRecord> faults,
        Durations latency,
        Durations recovery,
        Map<String, Integer> deathsOfTheSound,
        int commandsRun,
        int mostJobsAtOnce,
        Map<String, Integer> unplannedExits,
        List<String> complaints,
        double seconds) {
    public boolean isGood() {
        return verdict.isGood() && complaints.isEmpty();
    }
}
