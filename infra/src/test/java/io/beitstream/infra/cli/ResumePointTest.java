package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.infra.state.Checkpointed;
import io.beitstream.infra.state.JobIdentity;
import io.beitstream.infra.state.JobName;
import io.beitstream.infra.state.JobState;
import io.beitstream.jobs.source.KafkaImageSource.Start;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

class ResumePointTest {
    private static final JobIdentity IDENTITY =
            new JobIdentity("topic images", "topics tokens", false);
    private static final ResumePoint NOTHING = new ResumePoint(null, false);
    private static final ResumePoint SOMETHING = new ResumePoint("file:/state/chk-7", true);

    @TempDir private Path parent;
    private JobState state;

    @BeforeEach
    void open() {
        state = JobState.in(parent.toUri().toString(), new JobName("job"));
    }

    @Test
    void aRunGoesOnFromTheNewestStateOfItsNameAndOwnsIt() throws Exception {
        state.write(IDENTITY);
        Checkpointed.complete(parent.resolve("job/checkpoints/a/chk-1"), 1);
        Checkpointed.complete(parent.resolve("job/checkpoints/b/chk-2"), 2);

        ResumePoint point = ResumePoint.find(run(), state, IDENTITY);

        assertThat(point.isResuming()).isTrue();
        assertThat(point.savedState()).endsWith("/job/checkpoints/b/chk-2");
        assertThat(claimed(point)).isEqualTo(RecoveryClaimMode.CLAIM);
    }

    @Test
    void stateThatARunIsToldOfIsNotMixedWithItsOwn() throws Exception {
        Checkpointed.complete(parent.resolve("job/checkpoints/a/chk-1"), 1);

        assertThatThrownBy(
                        () -> ResumePoint.find(run("--resume-from", "s3://b/sp"), state, IDENTITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two histories cannot be mixed");
    }

    @Test
    void stateThatARunIsToldOfStaysAsItIs() throws Exception {
        ResumePoint point =
                ResumePoint.find(run("--resume-from", "s3://bucket/sp"), state, IDENTITY);

        assertThat(point).isEqualTo(new ResumePoint("s3://bucket/sp", false));
        assertThat(claimed(point)).isEqualTo(RecoveryClaimMode.NO_CLAIM);
    }

    @Test
    void aFreshRunGivesItsStateUp() throws Exception {
        state.write(new JobIdentity("topic others", "topics tokens", false));
        Checkpointed.complete(parent.resolve("job/checkpoints/a/chk-1"), 1);

        assertThat(ResumePoint.find(run("--fresh"), state, IDENTITY)).isEqualTo(NOTHING);
        assertThat(parent.resolve("job")).doesNotExist();
    }

    @Test
    void stateOfAnotherJobIsRefused() throws Exception {
        state.write(new JobIdentity("topic others", "topics tokens", false));

        assertThatThrownBy(() -> ResumePoint.find(run(), state, IDENTITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--fresh");
    }

    @Test
    void withoutStateARunBeginsWithout() throws Exception {
        assertThat(ResumePoint.find(run(), state, IDENTITY)).isEqualTo(NOTHING);
        assertThat(ResumePoint.find(run(), null, IDENTITY)).isEqualTo(NOTHING);
        Configuration configuration = new Configuration();
        NOTHING.applyTo(configuration);
        assertThat(configuration.toMap()).isEmpty();
    }

    @Test
    void exactlyOnceWithoutStateAsksWhereToStart() {
        assertThatThrownBy(() -> NOTHING.start(null, false, true, true, IDENTITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("--checkpoint-dir", "--resume-from", "--start");
        assertThatThrownBy(() -> NOTHING.start(null, false, true, true, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void exactlyOnceDoesNotAskWhenNothingCanBeLost() {
        assertThat(SOMETHING.start(null, false, true, true, IDENTITY)).isEqualTo(Start.COMMITTED);
        assertThat(NOTHING.start(null, false, true, false, null)).isEqualTo(Start.COMMITTED);
        assertThat(NOTHING.start(null, false, true, true, IDENTITY.whenFinished()))
                .isEqualTo(Start.COMMITTED);
        assertThat(NOTHING.start(null, false, false, true, IDENTITY)).isEqualTo(Start.COMMITTED);
    }

    @Test
    void aFreshRunReadsTheWholeTopic() {
        assertThat(NOTHING.start(null, true, true, true, IDENTITY)).isEqualTo(Start.EARLIEST);
    }

    @Test
    void whatIsSaidDecides() {
        assertThat(NOTHING.start(Start.LATEST, true, true, true, IDENTITY)).isEqualTo(Start.LATEST);
        assertThat(NOTHING.start(Start.COMMITTED, false, true, true, IDENTITY))
                .isEqualTo(Start.COMMITTED);
    }

    private static RecoveryClaimMode claimed(ResumePoint point) {
        Configuration configuration = new Configuration();
        point.applyTo(configuration);
        assertThat(configuration.get(StateRecoveryOptions.SAVEPOINT_PATH))
                .isEqualTo(point.savedState());
        return configuration.get(StateRecoveryOptions.RESTORE_MODE);
    }

    private static RunGroup run(String... arguments) {
        Holder holder = new Holder();
        Beitstream.commandLine(holder).parseArgs(arguments);
        return holder.run;
    }

    @Command
    private static final class Holder {
        @ArgGroup(exclusive = false)
        private RunGroup run = new RunGroup();
    }
}
