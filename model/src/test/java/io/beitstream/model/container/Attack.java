package io.beitstream.model.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.beitstream.model.checkpoint.CheckpointException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** A file that is made to hang or exhaust its reader. */
final class Attack {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long MAX_ALLOCATED = 200L << 20;

    private Attack() {}

    /** Opens it within 2 s and 200 MB of allocations; returns the message it is refused with. */
    static String refusalOf(Path file) {
        return refusalOf(() -> TensorContainers.open(file));
    }

    /** As {@link #refusalOf(Path)}, of another call. */
    static String refusalOf(ThrowingSupplier<?> call) {
        return assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                    long id = Thread.currentThread().getId();
                    long before = threads.getThreadAllocatedBytes(id);
                    String refusal = "";
                    try {
                        call.get();
                    } catch (CheckpointException e) {
                        refusal = String.valueOf(e.getMessage());
                    }
                    assertThat(threads.getThreadAllocatedBytes(id) - before)
                            .isLessThan(MAX_ALLOCATED);
                    assertThat(refusal).isNotEmpty().hasSizeLessThan(2000);
                    return refusal;
                });
    }
}
