package io.beitstream.jobs.sql.predict;

import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.jobs.pipeline.ImagePipeline;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.reuse.FeatureCache;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of one subtask with what it shares with others.
 *
 * @param cache null if each image is computed
 */
record LeasedPipeline(
        ImagePipeline pipeline, @Nullable FeatureCache cache, SubtaskPlacement placement)
        implements AutoCloseable {
    /** Keeps what was computed, for images with the same file. */
    void remember(Outcome outcome) {
        if (cache != null && outcome instanceof ImageInFlight image) {
            cache.remember(image);
        }
    }

    @Override
    public void close() {
        pipeline.close();
        if (cache != null) {
            cache.close();
        }
        placement.close();
    }
}
