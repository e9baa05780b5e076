package io.beitstream.infra.deadletters;

import java.io.IOException;
import java.util.List;

/** Where replayed events go. */
public interface ReplayOutlet extends AutoCloseable {
    /**
     * Publishes events, each of them once and together with the end of its letter, or not at all.
     *
     * @return those that cannot be published; their letters stay
     * @throws ReplayStoppedException if nothing more can be published
     */
    List<ReplayEvent> publish(List<ReplayEvent> events) throws IOException;

    /** What is wrong with those that cannot be published, in words that follow "they". */
    String refusal();

    @Override
    void close() throws IOException;

    /** An outlet that publishes nothing and refuses nothing. */
    static ReplayOutlet dry() {
        return new ReplayOutlet() {
            @Override
            public List<ReplayEvent> publish(List<ReplayEvent> events) {
                return List.of();
            }

            @Override
            public String refusal() {
                return "are not refused";
            }

            @Override
            public void close() {}
        };
    }
}
