package io.beitstream.jobs.record;

import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.RecordHeader;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters that fit: a letter that the broker refused would stop the stream. One that is
 * too large leaves out, in this order, the original event (its provenance tells where it lies), the
 * headers, the attributes and the original key, and in the end shortens the image's id.
 */
public final class DeadLetters {
    private static final int MAX_MESSAGE = 2000;
    private static final int SHORTENED_ID = 200;

    private final Supplier<List<String>> modelIds;
    private final long limit;
    private final RecordSize<DeadLetter> size = new RecordSize<>(DeadLetter.class);

    /**
     * @param modelIds of the models that the job runs now
     * @param limit of a record in bytes
     */
    public DeadLetters(Supplier<List<String>> modelIds, long limit) {
        this.modelIds = modelIds;
        this.limit = limit;
    }

    /** For models that do not change. */
    public DeadLetters(List<String> modelIds, long limit) {
        this(() -> modelIds, limit);
    }

    /** The dead letter of a failure. */
    public OutputRecord<DeadLetter> of(Failure failure, long nowMillis) {
        DeadLetter.Builder letter = whole(failure, nowMillis);
        List<RecordHeader> headers = failure.context().source().headers();
        byte[] key = keyOf(failure.context());
        OutputRecord<DeadLetter> record = new OutputRecord<>(key, letter.build(), headers);
        if (fits(record)) {
            return record;
        }
        letter.setOriginalEvent(ByteBuffer.allocate(0)).setOriginalEventOmitted(true);
        record = new OutputRecord<>(key, letter.build(), headers);
        if (fits(record)) {
            return record;
        }
        List<RecordHeader> ours = headers.stream().filter(RecordHeader::isOurs).toList();
        letter.setAttributes(Map.of()).setOriginalKey(null);
        record = new OutputRecord<>(key, letter.build(), ours);
        if (fits(record)) {
            return record;
        }
        letter.setImageId(shortenedId(letter.getImageId()));
        return new OutputRecord<>(shortenedKey(key), letter.build(), onlyAttempts(ours));
    }

    /** Nothing that a producer can make long. */
    private static List<RecordHeader> onlyAttempts(List<RecordHeader> headers) {
        return headers.stream()
                .filter(header -> header.name().equals(RecordHeader.ATTEMPTS))
                .filter(header -> header.size() < SHORTENED_ID)
                .limit(1)
                .toList();
    }

    private boolean fits(OutputRecord<DeadLetter> record) {
        return size.of(record) <= limit;
    }

    private DeadLetter.Builder whole(Failure failure, long nowMillis) {
        ImageContext context = failure.context();
        byte[] key = context.source().key();
        byte[] value = context.source().value();
        return DeadLetter.newBuilder()
                .setImageId(context.imageId())
                .setOriginalKey(key == null ? null : ByteBuffer.wrap(key))
                .setOriginalEvent(ByteBuffer.wrap(value == null ? new byte[0] : value))
                .setOriginalEventOmitted(false)
                .setStage(failure.stage())
                .setErrorClass(failure.errorClass())
                .setMessage(shortened(failure.message()))
                .setAttempts(failure.attempts())
                .setModelIds(modelIds.get())
                .setProvenance(Provenances.of(context, nowMillis))
                .setAttributes(context.attributes());
    }

    /** The image's id; else the source record's key; else where the record stands. */
    private static byte[] keyOf(ImageContext context) {
        SourceRecord source = context.source();
        String id = context.imageId();
        byte[] key = source.key();
        if (id != null) {
            return id.getBytes(StandardCharsets.UTF_8);
        }
        return key != null ? key : source.position().getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String shortenedId(@Nullable String id) {
        return id == null || id.length() <= SHORTENED_ID
                ? id
                : id.substring(0, SHORTENED_ID) + "..." + sha256(id);
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] shortenedKey(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        return String.valueOf(shortenedId(text)).getBytes(StandardCharsets.UTF_8);
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE
                ? message
                : message.substring(0, MAX_MESSAGE) + "...";
    }
}
