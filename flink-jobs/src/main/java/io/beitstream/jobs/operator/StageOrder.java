package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The order in which an operator lets results out. */
public enum StageOrder {
    /** Records of one key keep their order; others overtake one another. */
    BY_KEY {
        @Override
        @Nullable Object keyOf(SourceRecord record) {
            byte[] key = record.key();
            return key == null ? null : ByteBuffer.wrap(key);
        }
    },
    /** All keep their order, so that equal inputs give equal outputs to the byte. */
    TOTAL {
        @Override
        Object keyOf(SourceRecord record) {
            return TOTAL;
        }
    };

    abstract @Nullable Object keyOf(SourceRecord record);
}
