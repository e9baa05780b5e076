package io.beitstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TorchThreadsTest {
    @Test
    void aThreadsNumberIsItsOwn() throws Exception {
        int before = inANewThread(0);

        assertThat(inANewThread(3)).isEqualTo(3);
        assertThat(inANewThread(1)).isEqualTo(1);

        assertThat(inANewThread(0)).isEqualTo(before);
    }

    @Test
    void aCallNeedsAThread() {
        assertThatThrownBy(() -> TorchThreads.ofThisThread(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The number that libtorch uses in a new thread that asks for one, unless it is 0. */
    private static int inANewThread(int threads) throws Exception {
        CompletableFuture<Integer> seen = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            if (threads > 0) {
                                TorchThreads.ofThisThread(threads);
                            }
                            seen.complete(TorchThreads.ofThisThread());
                        });
        thread.setUncaughtExceptionHandler((failed, e) -> seen.completeExceptionally(e));
        thread.start();
        return seen.get();
    }
}
