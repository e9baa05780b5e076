package io.beitstream.infra.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a service says to people, line by line. */
final class HeardLines {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    void add(String line) {
        lines.add(line);
    }

    /** Waits for the next line that begins so. */
    String await(String beginning) throws InterruptedException {
        while (true) {
            String line = lines.poll(30, TimeUnit.SECONDS);
            assertThat(line).as("a line that begins with " + beginning).isNotNull();
            if (line.startsWith(beginning)) {
                return line;
            }
        }
    }

    /** What nobody has waited for. */
    List<String> left() {
        return List.copyOf(lines);
    }
}
