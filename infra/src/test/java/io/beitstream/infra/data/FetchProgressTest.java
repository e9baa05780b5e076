package io.beitstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FetchProgressTest {
    private final StringWriter said = new StringWriter();
    private long now;

    @Test
    void aLineComesNowAndThen() {
        FetchProgress progress =
                new FetchProgress(new PrintWriter(said), false, () -> now, 4, 40_000_000);
        progress.known(1, 10_000_000);
        progress.add(1_000_000);
        now = Duration.ofSeconds(15).toNanos();
        progress.add(14_000_000);
        progress.add(1);
        progress.fileDone();
        now = Duration.ofSeconds(30).toNanos();
        progress.add(15_000_000 - 1);

        assertThat(said.toString().lines())
                .containsExactly(
                        "fetched 1 of 4 files, 25.0 of 40.0 MB, 1.0 MB/s",
                        "fetched 2 of 4 files, 40.0 of 40.0 MB, 1.0 MB/s");
    }

    @Test
    void onATerminalItIsDrawnOver() {
        FetchProgress progress =
                new FetchProgress(new PrintWriter(said), true, () -> now, 1, RemoteFile.UNKNOWN);
        now = Duration.ofSeconds(1).toNanos();
        progress.add(2_000_000);
        progress.end();

        assertThat(said.toString())
                .isEqualTo(
                        "\rfetched 0 of 1 files, 2.0 MB, 2.0 MB/s\033[K\r\033[Kfetched 0 of 1 files, 2.0 MB, 2.0 MB/s"
                                + System.lineSeparator());
    }
}
