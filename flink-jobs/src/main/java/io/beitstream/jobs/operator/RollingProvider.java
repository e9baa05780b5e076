package io.beitstream.jobs.operator;

import io.beitstream.jobs.device.Placement;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.NetworkRole;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.jobs.pipeline.rollout.RollingStage;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the stage of a network whose model can change.
 *
 * @param place of the network among those of its job
 */
public record RollingProvider<R>(
        NetworkRole<R> role, NetworkSpec<R> spec, InferenceSettings settings, int place)
        implements StageProvider<Outcome> {
    /** Opens the stage with a model; null for the one that the job was defined with. */
    RollingStage<R> open(@Nullable ModelChoice choice, StageListener listener, Placement placement)
            throws IOException {
        NetworkSpec<R> placed = spec.on(placement.deviceFor(spec.loader().device()));
        return new RollingStage<>(
                new RollingStage.Config<>(role, placed, settings, place), choice, listener);
    }

    @Override
    public ImageStage<Outcome> open(StageListener listener, Placement placement)
            throws IOException {
        return open(null, listener, placement);
    }

    @Override
    public Map<BeitstreamMetric, Supplier<Number>> gauges(Placement placement) {
        return NetworkProvider.deviceGauges(placement.deviceFor(spec.loader().device()));
    }

    @Override
    public List<Stage> stages() {
        return List.of(role.station());
    }

    @Override
    public SourceRecord sourceOf(Outcome outcome) {
        return outcome.context().source();
    }
}
