package io.beitstream.jobs.sql.predict;

import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * What one row may take.
 *
 * @param answerWithin by when it must have its outputs, be it an error; null if nobody counts
 * @param linger whether it may wait for company: no, where its subtask asks for one at a time
 */
record RowLimits(@Nullable Duration answerWithin, boolean linger) implements Serializable {
    /** Of {@code ML_PREDICT} in one call. */
    private static final ConfigOption<Duration> OF_THE_CALL =
            ConfigOptions.key("timeout").durationType().noDefaultValue();

    /** Of {@code ML_PREDICT} in the session, with Flink's default. */
    private static final ConfigOption<Duration> OF_THE_SESSION =
            ConfigOptions.key("table.exec.async-ml-predict.timeout")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(3));

    /** Settings with no more waiting than a row may do. */
    InferenceSettings applyTo(InferenceSettings settings) {
        return linger ? settings : settings.withLinger(Duration.ZERO);
    }

    /** Of a function that answers before its caller goes on. */
    static final RowLimits SYNCHRONOUS = new RowLimits(null, false);

    /**
     * Of an asynchronous function. Flink fails the job for a row that is not answered in time, so
     * that the last tenth of this time is left for saying that it is not.
     */
    static RowLimits asynchronous(ReadableConfig call, ReadableConfig session) {
        Duration timeout =
                call.getOptional(OF_THE_CALL).orElseGet(() -> session.get(OF_THE_SESSION));
        return new RowLimits(timeout.multipliedBy(9).dividedBy(10), true);
    }
}
