package io.beitstream.infra.cli;

import io.beitstream.infra.state.JobIdentity;
import io.beitstream.infra.state.JobState;
import io.beitstream.jobs.source.KafkaImageSource;
import java.io.IOException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.jspecify.annotations.Nullable;

/**
 * Where a job begins: with saved state, or without.
 *
 * @param savedState a checkpoint or savepoint; null to begin without
 * @param owned whether the state is the job's own, which it tidies up when it has newer
 */
record ResumePoint(@Nullable String savedState, boolean owned) {
    private static final ResumePoint NOTHING = new ResumePoint(null, false);

    boolean isResuming() {
        return savedState != null;
    }

    void applyTo(Configuration configuration) {
        if (savedState != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savedState);
            configuration.set(
                    StateRecoveryOptions.RESTORE_MODE,
                    owned ? RecoveryClaimMode.CLAIM : RecoveryClaimMode.NO_CLAIM);
        }
    }

    /**
     * What a run goes on from: what it was told, or the newest complete state of its name.
     *
     * @throws IllegalArgumentException if the state is another job's
     */
    static ResumePoint find(RunGroup run, @Nullable JobState state, JobIdentity identity)
            throws IOException {
        String told = run.resumeFrom();
        if (told != null && run.isFresh()) {
            throw new IllegalArgumentException("name --resume-from or --fresh, not both");
        }
        if (told != null) {
            String own = state == null ? null : state.newest().orElse(null);
            if (own != null) {
                throw new IllegalArgumentException(
                        "this job has state of its own (%s) and goes on from there without --resume-from: two histories cannot be mixed. Choose another --name, or --fresh first"
                                .formatted(own));
            }
            return new ResumePoint(told, false);
        }
        if (state == null) {
            return NOTHING;
        }
        if (run.isFresh()) {
            state.delete();
            return NOTHING;
        }
        state.requireSame(identity);
        JobIdentity before = state.identity();
        if (before != null && before.finished()) {
            state.delete(); // what a run that is over has left behind
            return NOTHING;
        }
        return state.newest().map(path -> new ResumePoint(path, true)).orElse(NOTHING);
    }

    /**
     * Where the topic is read from without saved state.
     *
     * @param wanted null if nothing was said
     * @param exactlyOnce whether results must be in the topics once
     * @param groupHasOffsets whether a job of this name has read the topic before
     * @throws IllegalArgumentException if images could be lost or doubled without a word
     */
    KafkaImageSource.Start start(
            KafkaImageSource.@Nullable Start wanted,
            boolean fresh,
            boolean exactlyOnce,
            boolean groupHasOffsets,
            @Nullable JobIdentity before)
            throws IllegalArgumentException {
        if (wanted != null) {
            return wanted;
        }
        if (fresh) {
            return KafkaImageSource.Start.EARLIEST;
        }
        boolean leftUnfinished = groupHasOffsets && !(before != null && before.finished());
        if (exactlyOnce && !isResuming() && leftUnfinished) {
            throw new IllegalArgumentException(
                    "this job has run before, and its saved state is not there: exactly-once cannot be kept. Give"
                            + " --checkpoint-dir or --resume-from if the state is elsewhere; or name a --start: with committed the"
                            + " last checkpoint's images may be missing, with earliest all images come again");
        }
        return KafkaImageSource.Start.COMMITTED;
    }
}
