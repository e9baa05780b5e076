package io.beitstream.jobs.pipeline.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.pipeline.outcome.ContentHash;
import io.beitstream.jobs.pipeline.outcome.Features;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.jobs.pipeline.ticket.Tickets;
import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.Precision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureCacheTest {
    private static final ReuseScope SCOPE = new ReuseScope(List.of(), 10_000);

    private final Ticket ticket =
            new Tickets(new ByteBudget(1 << 20), DeadlineTimer.SYSTEM, Duration.ofHours(1))
                    .issue(1);

    @Test
    void whatWasComputedIsFoundByTheBytesAndSaysSo() {
        try (FeatureCache cache = FeatureCache.open(SCOPE)) {
            cache.remember(image(new byte[] {1}, 8));

            Features known = cache.find(ContentHash.of(new byte[] {1}));
            assertThat(known).isNotNull();
            assertThat(image(new byte[] {1}, 0).known(known).features().reused()).isTrue();
            assertThat(known.vectors().get(0).embedding().vector()).hasSize(8);
            assertThat(cache.find(ContentHash.of(new byte[] {2}))).isNull();
            assertThat(FeatureCache.hits(SCOPE)).isEqualTo(1);
        }
    }

    @Test
    void itTakesNoMoreThanItMay() {
        try (FeatureCache cache = FeatureCache.open(SCOPE)) {
            for (int i = 0; i < 100; i++) {
                cache.remember(image(new byte[] {(byte) i}, 100));
            }

            int kept = 0;
            for (int i = 0; i < 100; i++) {
                kept += cache.find(ContentHash.of(new byte[] {(byte) i})) == null ? 0 : 1;
            }
            assertThat(kept).isBetween(1, 10_000 / (400 + 400));
        }
    }

    @Test
    void theLastOneToCloseItForgetsAll() {
        FeatureCache one = FeatureCache.open(SCOPE);
        FeatureCache same = FeatureCache.open(SCOPE);
        assertThat(same).isSameAs(one);
        one.remember(image(new byte[] {1}, 8));
        one.close();
        assertThat(same.find(ContentHash.of(new byte[] {1}))).isNotNull();
        same.close();

        try (FeatureCache anew = FeatureCache.open(SCOPE)) {
            assertThat(anew.find(ContentHash.of(new byte[] {1}))).isNull();
        }
    }

    private ImageInFlight image(byte[] file, int width) {
        ImageContext context =
                ImageContext.unread(new SourceRecord("t", 0, 0, 0, null, new byte[0]));
        Vectors vectors =
                new Vectors(
                        new Embedding(new float[width], null),
                        FeatureSelection.DEFAULT,
                        1,
                        "e@1",
                        "rgb8",
                        Precision.FP32);
        return ImageInFlight.fetched(context, ticket, file)
                .decoded(null, List.of(), ContentHash.of(file))
                .encoded(vectors);
    }
}
