package io.beitstream.jobs.deadletter;

import io.beitstream.jobs.outcome.ImageContext;
import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.jobs.sink.Provenances;
import io.beitstream.schemas.DeadLetter;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes dead letters.
 *
 * @param modelIds of the job
 * @param maxEventBytes larger events are left out of their dead letter, which then only points to
 *     them: a letter that the broker refuses would stop the stream
 */
public record DeadLetters(List<String> modelIds, int maxEventBytes) implements Serializable {
    private static final int MAX_MESSAGE = 2000;

    /** The dead letter of a failure. */
    public DeadLetter of(Failure<?> failure, long nowMillis) {
        ImageContext context = failure.context();
        SourceRecord source = context.source();
        byte[] key = source.key();
        boolean omitted = source.value().length > maxEventBytes;
        return DeadLetter.newBuilder()
                .setImageId(context.imageId())
                .setOriginalKey(key == null ? null : ByteBuffer.wrap(key))
                .setOriginalEvent(ByteBuffer.wrap(omitted ? new byte[0] : source.value()))
                .setOriginalEventOmitted(omitted)
                .setStage(failure.stage())
                .setErrorClass(failure.errorClass())
                .setMessage(shortened(failure.message()))
                .setAttempts(failure.attempts())
                .setModelIds(modelIds)
                .setProvenance(Provenances.of(context, nowMillis))
                .setAttributes(context.attributes())
                .build();
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE
                ? message
                : message.substring(0, MAX_MESSAGE) + "...";
    }
}
