package io.beitstream.jobs.record;

import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.Provenance;
import java.time.Instant;

/** Tells in a record where its image came from. */
final class Provenances {
    private Provenances() {}

    static Provenance of(ImageContext context, long nowMillis) {
        SourceRecord source = context.source();
        Long eventTime = context.eventTime();
        return Provenance.newBuilder()
                .setTopic(source.topic())
                .setPartition(source.partition())
                .setOffset(source.offset())
                .setIngestTime(Instant.ofEpochMilli(source.timestamp()))
                .setEventTime(eventTime == null ? null : Instant.ofEpochMilli(eventTime))
                .setProcessedTime(Instant.ofEpochMilli(nowMillis))
                .build();
    }
}
