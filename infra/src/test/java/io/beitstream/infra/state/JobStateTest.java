package io.beitstream.infra.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStateTest {
    private static final JobIdentity IDENTITY =
            new JobIdentity("topic images", "topics tokens", false);

    @TempDir private Path parent;
    private JobState state;

    @BeforeEach
    void open() {
        state = JobState.in(parent.toUri().toString(), new JobName("job"));
    }

    @Test
    void aNewJobHasNothing() throws Exception {
        assertThat(state.identity()).isNull();
        assertThat(state.newest()).isEmpty();
        assertThatCode(() -> state.requireSame(IDENTITY)).doesNotThrowAnyException();
        state.delete();
    }

    @Test
    void whatTheStateBelongsToIsWrittenBesideIt() throws Exception {
        state.write(IDENTITY);
        assertThat(state.identity()).isEqualTo(IDENTITY);
        assertThat(parent.resolve("job/job.json")).isRegularFile();

        state.write(IDENTITY.whenFinished());
        assertThat(state.identity()).isEqualTo(IDENTITY.whenFinished());
        try (var files = Files.list(parent.resolve("job"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void stateOfAnotherJobIsNotGoneOnFrom() throws Exception {
        state.write(IDENTITY.whenFinished());

        assertThatCode(() -> state.requireSame(IDENTITY)).doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> state.requireSame(new JobIdentity("topic x", "topics tokens", false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the job job has run from topic images to topics tokens before, not from"
                                + " topic x to topics tokens: choose another --name, or --fresh to give"
                                + " up its state");
        assertThatThrownBy(
                        () -> state.requireSame(new JobIdentity("topic images", "topics y", false)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stateIsGivenUpAsAWhole() throws Exception {
        state.write(IDENTITY);
        Checkpointed.complete(parent.resolve("job/checkpoints/a/chk-1"), 1);
        Checkpointed.complete(parent.resolve("other/checkpoints/a/chk-1"), 1);
        assertThat(state.newest()).isPresent();

        state.delete();

        assertThat(parent.resolve("job")).doesNotExist();
        assertThat(parent.resolve("other")).exists();
        assertThat(state.identity()).isNull();
        assertThat(state.newest()).isEmpty();
    }

    @Test
    void checkpointsAndSavepointsLieInTheJobsFolder() {
        assertThat(state.checkpoints()).endsWith("/job/checkpoints");
        assertThat(state.savepoints()).endsWith("/job/savepoints");
    }
}
