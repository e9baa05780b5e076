package io.beitstream.jobs.sql.predict;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/** Runs a model for one row after the other. */
public final class PredictorFunction extends PredictFunction {
    private static final long serialVersionUID = 1L;

    private final PredictorOpening opening;
    private transient @Nullable Predictor predictor;

    PredictorFunction(PredictorOpening opening) {
        this.opening = opening;
    }

    @Override
    public void open(FunctionContext context) throws IOException {
        predictor = OpenPredictor.of(opening, context, RowLimits.SYNCHRONOUS);
    }

    @Override
    public Collection<RowData> predict(RowData input) {
        if (predictor == null) {
            throw new IllegalStateException("not open");
        }
        CompletableFuture<RowData> output = predictor.predict(input);
        try {
            return List.of(output.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlinkRuntimeException("interrupted while a row was computed", e);
        } catch (ExecutionException e) {
            throw new FlinkRuntimeException("the model cannot go on", e.getCause());
        }
    }

    @Override
    public void close() {
        if (predictor != null) {
            predictor.close();
            predictor = null;
        }
    }
}
