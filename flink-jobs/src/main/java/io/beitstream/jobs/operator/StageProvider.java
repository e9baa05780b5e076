package io.beitstream.jobs.operator;

import io.beitstream.jobs.device.Placement;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Opens a stage on the worker that is to run it.
 *
 * @param <I> what the stage takes
 */
public interface StageProvider<I> extends Serializable {
    /**
     * Opens the stage.
     *
     * @param placement of the subtask
     * @throws IOException if a file cannot be read now; the job tries again
     * @throws io.beitstream.model.DeviceException likewise of a device
     * @throws IllegalArgumentException if something is wrong and stays so; the job ends
     */
    ImageStage<I> open(StageListener listener, Placement placement) throws IOException;

    /** The stations that images pass in it, for the metrics. */
    List<Stage> stages();

    /** Gauges of an open stage's surroundings, of the scope of operators. */
    default Map<BeitstreamMetric, Supplier<Number>> gauges(Placement placement) {
        return Map.of();
    }

    /** The source record that an input came from. */
    SourceRecord sourceOf(I input);
}
