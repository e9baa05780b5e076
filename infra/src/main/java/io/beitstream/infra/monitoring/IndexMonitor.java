package io.beitstream.infra.monitoring;

import io.beitstream.infra.search.index.IndexCounts;
import io.beitstream.infra.search.index.IndexProgress;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The metrics and the health of an index. Ready: it has once read all that was in its topics. Not
 * live: the thread that fills it has not gone round for minutes.
 */
public final class IndexMonitor implements Exposition, Health {
    /** Longer than the longest commit or merge that it waits for. */
    private static final Duration STEP_LIMIT = Duration.ofMinutes(5);

    private static final double MILLIS_OF_A_SECOND = 1000;

    private final String name;
    private final Supplier<IndexProgress> progress;

    /**
     * @param name of the index
     */
    public IndexMonitor(String name, Supplier<IndexProgress> progress) {
        this.name = name;
        this.progress = progress;
    }

    @Override
    public void write(Writer out) throws IOException {
        IndexProgress now = progress.get();
        IndexCounts counts = now.counts();
        PrometheusText text = new PrometheusText(out);
        text.sample(BeitstreamMetric.INDEX_IMAGES, counts.images(), name);
        text.sample(BeitstreamMetric.INDEX_IMAGES_WITH_TOKENS, counts.withTokens(), name);
        text.sample(BeitstreamMetric.INDEX_RECORDS_BEHIND, now.lag(), name);
        text.sample(BeitstreamMetric.INDEX_CAUGHT_UP, now.hasCaughtUp() ? 1 : 0, name);
        text.sample(
                BeitstreamMetric.INDEX_STEP_AGE_SECONDS,
                now.sinceStep().toMillis() / MILLIS_OF_A_SECOND,
                name);
        text.sample(BeitstreamMetric.INDEX_RECORDS_TAKEN, counts.taken(), name);
        text.begin(BeitstreamMetric.INDEX_RECORDS_BROKEN);
        for (var reason : counts.broken().entrySet()) {
            text.value(
                    BeitstreamMetric.INDEX_RECORDS_BROKEN,
                    reason.getValue(),
                    name,
                    reason.getKey());
        }
    }

    @Override
    public List<String> whyNotLive() {
        Duration since = progress.get().sinceStep();
        return since.compareTo(STEP_LIMIT) <= 0
                ? List.of()
                : List.of(
                        "the thread that fills the index has stood still for %d s: start the process again"
                                .formatted(since.toSeconds()));
    }

    @Override
    public List<String> whyNotReady() {
        IndexProgress now = progress.get();
        return now.hasCaughtUp()
                ? whyNotLive()
                : List.of("%d records of the topics are yet to be read".formatted(now.lag()));
    }
}
