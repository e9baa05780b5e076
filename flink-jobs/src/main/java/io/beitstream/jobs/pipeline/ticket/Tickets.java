package io.beitstream.jobs.pipeline.ticket;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Issues the tickets of one subtask, and gives up those that are open when it ends. Thread-safe.
 */
public final class Tickets implements AutoCloseable {
    private final ByteBudget budget;
    private final DeadlineTimer timer;
    private final Duration limit;
    private final Set<Ticket> open = ConcurrentHashMap.newKeySet();

    /**
     * @param limit the time an image has until it is decoded
     */
    public Tickets(ByteBudget budget, DeadlineTimer timer, Duration limit) {
        this.budget = budget;
        this.timer = timer;
        this.limit = limit;
    }

    /**
     * A ticket for one image; its time runs from now.
     *
     * @param bytes that the image's record holds in memory
     */
    public Ticket issue(long bytes) {
        Ticket ticket = Ticket.issue(budget, timer, limit, bytes, open::remove);
        open.add(ticket);
        return ticket;
    }

    public ByteBudget budget() {
        return budget;
    }

    /** Gives up and closes every ticket that is open. */
    @Override
    public void close() {
        for (Ticket ticket : List.copyOf(open)) {
            ticket.giveUp();
            ticket.close();
        }
    }
}
