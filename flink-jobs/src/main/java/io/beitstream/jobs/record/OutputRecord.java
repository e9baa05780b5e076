package io.beitstream.jobs.record;

import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record for an output topic or file: key, value and headers, not encoded yet.
 *
 * @param value null for a tombstone: whatever stood under the key is deleted
 * @param headers of the source record, but for our own
 */
public record OutputRecord<T>(
        byte @Nullable [] key, @Nullable T value, List<RecordHeader> headers) {}
