package io.beitstream.jobs.sql.predict;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;

/** A model at work in one subtask. Thread-safe. */
interface Predictor extends AutoCloseable {
    /**
     * The outputs of a row of inputs, one row for each. Never blocks. Completes exceptionally only
     * for what the whole job must know, such as a broken engine.
     */
    CompletableFuture<RowData> predict(RowData input);

    /** Gives up what is under way, and frees what it holds. */
    @Override
    void close();
}
