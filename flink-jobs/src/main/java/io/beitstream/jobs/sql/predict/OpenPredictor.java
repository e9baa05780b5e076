package io.beitstream.jobs.sql.predict;

import java.io.IOException;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.table.functions.FunctionContext;

/** Opens a predictor for a function of Flink. */
final class OpenPredictor {
    private OpenPredictor() {}

    /**
     * Opens it; the job ends, and does not restart for ever, if a model or a setting is wrong.
     *
     * @throws IOException as {@link PredictorOpening#open}
     */
    static Predictor of(PredictorOpening opening, FunctionContext context, RowLimits limits)
            throws IOException {
        try {
            return opening.open(context, limits);
        } catch (IllegalArgumentException e) {
            throw new SuppressRestartsException(e);
        }
    }
}
