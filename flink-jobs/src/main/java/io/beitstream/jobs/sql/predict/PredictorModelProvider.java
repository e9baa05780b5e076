package io.beitstream.jobs.sql.predict;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.AsyncPredictRuntimeProvider;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;

/**
 * Offers a model to the planner in both ways: asynchronous, and synchronous for where Flink runs
 * nothing else.
 */
final class PredictorModelProvider implements AsyncPredictRuntimeProvider, PredictRuntimeProvider {
    private final PredictorOpening opening;
    private final ReadableConfig session;

    PredictorModelProvider(PredictorOpening opening, ReadableConfig session) {
        this.opening = opening;
        this.session = session;
    }

    @Override
    public AsyncPredictFunction createAsyncPredictFunction(ModelProvider.Context context) {
        return new AsyncPredictorFunction(
                opening, RowLimits.asynchronous(context.runtimeConfig(), session));
    }

    @Override
    public PredictFunction createPredictFunction(ModelProvider.Context context) {
        return new PredictorFunction(opening);
    }

    @Override
    public ModelProvider copy() {
        return new PredictorModelProvider(opening, session);
    }
}
