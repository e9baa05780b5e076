package io.beitstream.jobs.sql.predict;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.table.functions.FunctionContext;

/** Puts a model to work on the worker that is to run it. */
interface PredictorOpening extends Serializable {
    /**
     * Opens it.
     *
     * @param limits of one row
     * @throws IOException if a file cannot be read now; the job tries again
     * @throws io.beitstream.model.DeviceException likewise of a device
     * @throws IllegalArgumentException if something is wrong and stays so; the job ends
     */
    Predictor open(FunctionContext context, RowLimits limits) throws IOException;
}
