package io.beitstream.jobs.operator;

import io.beitstream.jobs.device.Placement;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.PrepareStage;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.decode.DecodeOptions;
import io.beitstream.jobs.pipeline.decode.ImageDecoding;
import io.beitstream.jobs.pipeline.event.EventReader;
import io.beitstream.jobs.pipeline.fetch.StoreBreakers;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.reuse.FeatureCache;
import io.beitstream.jobs.pipeline.reuse.ReuseScope;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import io.beitstream.jobs.pipeline.ticket.JvmBudget;
import io.beitstream.jobs.pipeline.ticket.Tickets;
import io.beitstream.schemas.Stage;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the stage that prepares images.
 *
 * @param decode null if files are wanted as they are
 */
public record PrepareProvider(PrepareOptions options, @Nullable DecodeOptions decode)
        implements StageProvider<SourceRecord> {
    @Override
    public PrepareStage open(StageListener listener, Placement placement) {
        return new PrepareStage(
                new EventReader(options.input(), options.records()),
                ImageFetchers.of(options.fetch()),
                decode == null ? null : new ImageDecoding(decode),
                new Tickets(
                        JvmBudget.of(options.bytesInFlight()),
                        DeadlineTimer.SYSTEM,
                        options.imageTimeout()),
                listener);
    }

    @Override
    public List<Stage> stages() {
        return decode == null
                ? List.of(Stage.SOURCE, Stage.FETCH)
                : List.of(Stage.SOURCE, Stage.FETCH, Stage.DECODE);
    }

    @Override
    public Map<BeitstreamMetric, Supplier<Number>> gauges(Placement placement) {
        StoreBreakers breakers = ImageFetchers.breakers(options.fetch());
        Supplier<Number> down = () -> breakers.openStores().size();
        ReuseScope reuse = decode == null ? null : decode.reuse();
        return reuse == null
                ? Map.of(BeitstreamMetric.STORES_DOWN, down)
                : Map.of(
                        BeitstreamMetric.STORES_DOWN,
                        down,
                        BeitstreamMetric.IMAGES_REUSED,
                        () -> FeatureCache.hits(reuse));
    }

    @Override
    public SourceRecord sourceOf(SourceRecord record) {
        return record;
    }
}
