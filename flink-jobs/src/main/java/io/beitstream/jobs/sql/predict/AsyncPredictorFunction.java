package io.beitstream.jobs.sql.predict;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.jspecify.annotations.Nullable;

/** Runs a model for many rows at a time. */
public final class AsyncPredictorFunction extends AsyncPredictFunction {
    private static final long serialVersionUID = 1L;

    private final PredictorOpening opening;
    private final RowLimits limits;
    private transient @Nullable Predictor predictor;

    AsyncPredictorFunction(PredictorOpening opening, RowLimits limits) {
        this.opening = opening;
        this.limits = limits;
    }

    @Override
    public void open(FunctionContext context) throws IOException {
        predictor = OpenPredictor.of(opening, context, limits);
    }

    @Override
    public CompletableFuture<Collection<RowData>> asyncPredict(RowData input) {
        if (predictor == null) {
            throw new IllegalStateException("not open");
        }
        return predictor.predict(input).thenApply(List::of);
    }

    @Override
    public void close() {
        if (predictor != null) {
            predictor.close();
            predictor = null;
        }
    }
}
