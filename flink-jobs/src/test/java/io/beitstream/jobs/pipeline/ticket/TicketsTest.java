package io.beitstream.jobs.pipeline.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TicketsTest {
    private static final int THREADS = 16;
    private static final int IMAGES = 500;

    private final ManualTimer timer = new ManualTimer();
    private final ByteBudget budget = new ByteBudget(1000);
    private final Tickets tickets = new Tickets(budget, timer, Duration.ofSeconds(10));

    @Test
    void eachTicketHasTheWholeTimeAndItsRecord() {
        Ticket ticket = tickets.issue(40);

        assertThat(ticket.left()).isEqualTo(Duration.ofSeconds(10));
        assertThat(budget.used()).isEqualTo(40);
        assertThat(tickets.budget()).isSameAs(budget);
    }

    @Test
    void closingGivesUpAndClosesWhatIsOpen() {
        List<String> aborted = new ArrayList<>();
        Ticket through = tickets.issue(10);
        through.whenGivenUp(() -> aborted.add("through"));
        through.close();
        Ticket open = tickets.issue(20);
        open.whenGivenUp(() -> aborted.add("open"));
        CompletableFuture<Void> reserved = open.reserve(500);
        assertThat(reserved).isCompleted();
        Ticket waiting = tickets.issue(30);
        CompletableFuture<Void> never = waiting.reserve(900);

        tickets.close();

        assertThat(aborted).containsExactly("open");
        assertThat(never).isDone();
        assertThat(budget.used()).isZero();
        assertThat(timer.scheduled()).isZero();
    }

    @Test
    void manyThreadsLeaveTheBudgetEmptyAndNobodyWaitsForEver() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int seed = thread;
            work.add(() -> decodeAll(seed));
        }
        int through = 0;
        for (Future<Integer> done : threads.invokeAll(work)) {
            through += done.get();
        }
        threads.shutdown();

        assertThat(through).isEqualTo(THREADS * IMAGES * 3 / 4);
        assertThat(budget.used()).isZero();
    }

    /** Takes a file, waits for memory larger than what is left of the budget, keeps a square. */
    private int decodeAll(int seed) {
        int through = 0;
        for (int i = 0; i < IMAGES; i++) {
            try (Ticket ticket = tickets.issue(1 + (seed + i) % 50)) {
                ticket.take(100);
                CompletableFuture<Void> granted = ticket.reserve(200 + (seed * 31L + i) % 1500);
                if (i % 4 == 0) {
                    ticket.giveUp();
                    awaitEither(granted);
                } else {
                    granted.join();
                    through++;
                }
                ticket.settle(60);
                ticket.giveBack(100);
            }
        }
        return through;
    }

    private static void awaitEither(CompletableFuture<Void> granted) {
        try {
            granted.join();
        } catch (CompletionException e) {
            // given up before the bytes were granted
        }
    }
}
