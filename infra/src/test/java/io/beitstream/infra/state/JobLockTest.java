package io.beitstream.infra.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLockTest {
    private static final JobName NAME = new JobName("images-to-tokens");

    @TempDir private Path directory;

    @Test
    void aJobRunsOnce() throws Exception {
        try (JobLock lock = JobLock.take(directory, NAME)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> JobLock.take(directory, NAME))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "the job images-to-tokens is running already: end it first, or choose"
                                    + " another --name");
        }
    }

    @Test
    void aJobThatHasEndedMayRunAgain() throws Exception {
        JobLock.take(directory, NAME).close();

        JobLock.take(directory, NAME).close();
    }

    @Test
    void anotherJobMayRunBesideItInAFolderThatIsNotThereYet() throws Exception {
        Path fresh = directory.resolve("a/b");
        try (JobLock one = JobLock.take(fresh, NAME);
                JobLock other = JobLock.take(fresh, new JobName("other"))) {
            assertThat(one).isNotSameAs(other);
        }
    }
}
