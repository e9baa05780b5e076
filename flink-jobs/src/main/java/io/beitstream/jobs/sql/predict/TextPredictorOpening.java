package io.beitstream.jobs.sql.predict;

import io.beitstream.jobs.device.SubtaskPlacement;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.SharedNetworks;
import io.beitstream.jobs.pipeline.inference.TextLoader;
import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;
import java.io.IOException;
import java.util.List;
import org.apache.flink.table.functions.FunctionContext;

/**
 * Opens a text tower. It is that of the whole JVM.
 *
 * @param outputs the names of the columns, in their order
 */
record TextPredictorOpening(TextLoader loader, InferenceSettings settings, List<String> outputs)
        implements PredictorOpening {
    TextPredictorOpening {
        outputs = List.copyOf(outputs);
    }

    @Override
    public Predictor open(FunctionContext context, RowLimits limits) throws IOException {
        SubtaskPlacement placement = TaskPlacement.of(context);
        boolean opened = false;
        try {
            TextLoader placed = loader.on(placement.deviceFor(loader.device()));
            Predictor predictor =
                    new TextPredictor(
                            SharedNetworks.leaseAny(placed, limits.applyTo(settings)),
                            placement,
                            TextResult.COLUMNS.select(outputs),
                            limits.answerWithin(),
                            DeadlineTimer.SYSTEM);
            opened = true;
            return predictor;
        } finally {
            if (!opened) {
                placement.close();
            }
        }
    }
}
