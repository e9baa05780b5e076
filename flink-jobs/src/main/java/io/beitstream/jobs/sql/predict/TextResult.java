package io.beitstream.jobs.sql.predict;

import static io.beitstream.jobs.sql.column.KnownColumns.FLOATS;
import static io.beitstream.jobs.sql.column.KnownColumns.STRING;

import io.beitstream.jobs.sql.column.KnownColumns;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.StringData;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a text: a vector, or an error.
 *
 * @param error the kind of error, for grouping
 */
record TextResult(
        float @Nullable [] vector,
        @Nullable String modelId,
        @Nullable String error,
        @Nullable String message) {
    static final KnownColumns<TextResult> COLUMNS =
            new KnownColumns<TextResult>()
                    .add(
                            "embedding",
                            FLOATS,
                            result ->
                                    result.vector == null
                                            ? null
                                            : new GenericArrayData(result.vector))
                    .add("model_id", STRING, result -> StringData.fromString(result.modelId))
                    .add("error", STRING, result -> StringData.fromString(result.error))
                    .add("error_message", STRING, result -> StringData.fromString(result.message));

    static TextResult failed(String error, String message) {
        return new TextResult(null, null, error, message);
    }
}
